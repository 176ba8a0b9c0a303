using System.Globalization;
using Pepay.Simulator.Http;
using Pepay.Simulator.Pepay;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pages;

/// <summary>Pepay's hosted payment page as a person sees it. Called with the state locked.</summary>
internal static class PepayPage
{
    public static Html Write(Invoice invoice, string merchant, string address, bool stay, string? error)
    {
        var main = Html.Of($"""
            <section class="card summary">
            <p class="eyebrow">{invoice.Title ?? merchant}</p>
            <h1>{Usd(invoice.Status == "underpaid" ? invoice.Remaining : invoice.Amount)}</h1>
            <p class="muted">{invoice.Description ?? "Invoice " + invoice.Id[..8]}</p>
            <dl>
            <div><dt>Merchant</dt><dd>{merchant}</dd></div>
            <div><dt>Amount</dt><dd>{Usd(invoice.Amount)}</dd></div>
            <div><dt>Paid</dt><dd data-testid="paid">{Usd(invoice.Paid)}</dd></div>
            <div><dt>Remaining</dt><dd data-testid="remaining">{Usd(invoice.Remaining)}</dd></div>
            <div><dt>Status</dt><dd data-testid="status"><span class="pill {invoice.Status}">{invoice.Status}</span></dd></div>
            <div><dt>Expires</dt><dd>{Moment(invoice.ExpiresAt)}</dd></div>
            </dl>
            </section>
            <section class="card">
            {Layout.Notice(error, "bad")}
            {(invoice.Status is "unpaid" or "underpaid" ? Forms(invoice, address) : Closing(invoice, stay))}
            {BackToShop(invoice)}
            </section>
            """);
        return Layout.Page($"Pay {merchant}", "pepay", $"Simulator · {invoice.Environment}", main);
    }

    public static Html Missing() => Layout.Page("Payment not found", "pepay", "Simulator", Html.Of($"""
        <section class="card"><h1>This payment link is not valid</h1>
        <p>The session is unknown or its signature does not fit. Go back to the shop and start the payment again.</p></section>
        """));

    private static Html Forms(Invoice invoice, string address)
    {
        var underpaid = invoice.Status == "underpaid";
        var token = PepayTokens.Get(invoice.LockedTokenId ?? 1);
        return Html.Of($"""
            <form method="post">
            <fieldset>
            <legend>{(underpaid ? "Token and network of your first payment" : "Pay with")}</legend>
            <div class="choices">{PepayTokens.All.Where(each => !underpaid || each.Id == token.Id).Select(each => Choice(each, token.Id))}</div>
            </fieldset>
            <p class="address"><span class="muted">Send to</span> <code>{address}</code></p>
            <div class="buttons">
            {(underpaid
                ? Html.Of($"""<button class="primary" name="action" value="pay-remaining" data-testid="pay-remaining">Pay the remaining amount</button>""")
                : Html.Of($"""<button class="primary" name="action" value="pay-full" data-testid="pay-full">Pay full amount</button>"""))}
            <button name="action" value="pay-and-close" data-testid="pay-and-close">Pay and close the tab</button>
            <button class="quiet" name="action" value="expire" data-testid="expire">Let it expire</button>
            </div>
            </form>
            <form method="post" class="inline">
            <label for="partial-amount">Pay too little (USD)</label>
            <div class="row">
            <input id="partial-amount" name="amount" data-testid="partial-amount" type="number" inputmode="decimal" step="0.001" min="0.001" max="{Json.Usd(invoice.Remaining)}" value="{Suggestion(invoice)}" required>
            <button name="action" value="pay-partial" data-testid="pay-partial">Pay this amount</button>
            </div>
            </form>
            """);
    }

    private static Html Choice(PepayToken token, int selected) => Html.Of($"""
        <label class="choice"><input type="radio" name="token" value="{token.Id}"{new Html(token.Id == selected ? " checked" : "")}><span><strong>{token.Symbol}</strong> <span class="muted">{token.NetworkName}</span></span></label>
        """);

    private static Html Closing(Invoice invoice, bool stay) => invoice.Status switch
    {
        "paid" => Layout.Notice(stay ? "Paid. You can close this tab now; nothing leads back to the shop." : "Paid. Thank you.", "good"),
        "expired" => Layout.Notice("This payment has expired. Go back to the shop to start again.", "bad"),
        _ => Layout.Notice("This payment was canceled.", "bad"),
    };

    private static Html BackToShop(Invoice invoice) => Html.When(invoice.ReturnUrl is not null, Html.Of($"""
        <p class="back"><a data-testid="back-to-shop" href="{invoice.ReturnUrl}">Back to shop</a></p>
        """));

    private static string Suggestion(Invoice invoice) =>
        Json.Usd(invoice.Remaining < 20 ? 1 : invoice.Remaining / 20 * 10).ToString("0.00#", CultureInfo.InvariantCulture);

    private static string Usd(long millis) => (millis % 10 == 0 ? Json.Usd(millis).ToString("$#,0.00", CultureInfo.InvariantCulture) : "$" + Json.Decimal(millis));

    private static string Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
