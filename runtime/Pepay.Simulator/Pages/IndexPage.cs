using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pages;

/// <summary>The page at the root: what there is, what was sent, what was wrong.</summary>
internal sealed class IndexPage(SimulatorParts parts)
{
    private const int Rows = 50;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/", () => parts.Context.Store.Read(() => Layout.Result(Write())));

    private Html Write()
    {
        var violations = parts.Violations.All;
        return Layout.Page("Payment simulator", "control", parts.Context.Environment, Html.Of($"""
            <section class="card">
            <h2>Addresses</h2>
            <div class="scroll"><table>
            <tr><th scope="row">Pepay</th><td><code>{parts.Context.BaseUrl}/pepay</code></td></tr>
            <tr><th scope="row">xPay</th><td><code>{parts.Context.BaseUrl}/xpay</code></td></tr>
            <tr><th scope="row">Control</th><td><a href="/control"><code>{parts.Context.BaseUrl}/control</code></a></td></tr>
            <tr><th scope="row">Violations</th><td>{(violations.Count == 0 ? Html.Of($"none") : Html.Of($"""<span class="pill failed">{violations.Count}</span>"""))}</td></tr>
            </table></div>
            </section>
            {Html.When(violations.Count > 0, Section("Departures from the specification", ["Provider", "Kind", "Operation", "Message"], violations.TakeLast(Rows).Select(Row)))}
            {Section("Pepay invoices", ["Invoice", "Created", "Amount", "Paid", "Status", "Customer"], parts.Context.State.Pepay.Invoices.TakeLast(Rows).Reverse().Select(Row))}
            {Section("xPay intents", ["Intent", "Created", "Amount", "Order", "Status", "Refunded"], parts.Context.State.XPay.Intents.TakeLast(Rows).Reverse().Select(Row))}
            {Section("Webhooks", ["Event", "Type", "To", "Status", "Attempts"], parts.Context.State.Deliveries.TakeLast(Rows).Reverse().Select(Row))}
            """));
    }

    private static Html Section(string title, string[] columns, IEnumerable<Html> rows)
    {
        var body = rows.ToList();
        return Html.Of($"""
            <section class="card">
            <h2>{title}</h2>
            {(body.Count == 0
                ? Html.Of($"""<p class="muted">Nothing yet.</p>""")
                : Html.Of($"""<div class="scroll"><table><thead><tr>{columns.Select(column => Html.Of($"""<th scope="col">{column}</th>"""))}</tr></thead><tbody>{body}</tbody></table></div>"""))}
            </section>
            """);
    }

    private static Html Row(Violation violation) =>
        Html.Of($"<tr><td>{violation.Provider}</td><td>{violation.Kind}</td><td>{violation.Operation ?? "unknown"}<br><code>{violation.Request}</code></td><td>{violation.Message}</td></tr>");

    private Html Row(Invoice invoice) => Html.Of($"""
        <tr><td><a href="{parts.Invoices.PaymentUrl(invoice)}"><code>{invoice.Id}</code></a></td><td>{Json.Iso(invoice.CreatedAt)}</td>
        <td>{Json.Decimal(invoice.Amount)}</td><td>{Json.Decimal(invoice.Paid)}</td><td>{Pill(invoice.Status)}</td><td>{invoice.CustomerId ?? "-"}</td></tr>
        """);

    private Html Row(Intent intent) => Html.Of($"""
        <tr><td><a href="{parts.Intents.CheckoutUrl(intent)}"><code>{intent.Id}</code></a></td><td>{Json.Iso(intent.CreatedAt)}</td>
        <td>{Currencies.Write(intent.Currency, intent.Amount)}</td><td>{intent.ReceiptId ?? "-"}</td><td>{Pill(intent.Status)}</td><td>{Currencies.Write(intent.Currency, intent.Refunded)}</td></tr>
        """);

    private Html Row(WebhookDelivery delivery)
    {
        var target = parts.Context.State.Pepay.Targets.Concat(parts.Context.State.XPay.Targets).FirstOrDefault(target => target.Id == delivery.TargetId);
        var shown = SimulatedDelivery.Of(delivery);
        return Html.Of($"""
            <tr><td><code>{delivery.EventId}</code></td><td>{delivery.EventType}</td><td>{target?.Url ?? "-"}</td><td>{Pill(shown.Status)}</td><td>{Attempts(shown.Attempts)}</td></tr>
            """);
    }

    private static string Attempts(IReadOnlyList<string> attempts) => attempts.Count switch
    {
        0 => "none yet",
        1 => attempts[0],
        _ => $"{attempts.Count}, the last: {attempts[^1]}",
    };

    private static Html Pill(string status) => Html.Of($"""<span class="pill {status.ToLowerInvariant()}">{status}</span>""");
}
