using Pepay.Simulator.State;

namespace Pepay.Simulator.Pages;

/// <summary>xPay's hosted checkout as a person sees it. The card fields have no name, so nothing that is typed there leaves the browser.</summary>
internal static class XPayPage
{
    private static readonly string[] DeclineCodes =
        ["card_declined", "insufficient_funds", "expired_card", "invalid_cvc", "threeDS_authentication_failure", "risk_check_failed", "processing_error"];

    public static Html Write(Intent intent, string merchant, string environment, bool stay, string? error)
    {
        var open = intent.Status is "CREATED" or "FAILED";
        var main = Html.Of($"""
            <section class="card summary">
            <p class="eyebrow">{merchant}</p>
            <h1>{Currencies.Write(intent.Currency, intent.Amount)}</h1>
            <p class="muted">{intent.Description ?? "Payment " + intent.Id}</p>
            <dl>
            <div><dt>Order</dt><dd>{intent.ReceiptId ?? "-"}</dd></div>
            <div><dt>Customer</dt><dd>{intent.CustomerDetails?["email"] ?? intent.CustomerDetails?["name"] ?? "-"}</dd></div>
            <div><dt>Status</dt><dd data-testid="status"><span class="pill {intent.Status.ToLowerInvariant()}">{intent.Status}</span></dd></div>
            <div><dt>Attempts</dt><dd>{intent.Charges.Count}</dd></div>
            </dl>
            </section>
            <section class="card">
            {Layout.Notice(error, "bad")}
            {Layout.Notice(intent.Status == "FAILED" ? $"The last card was declined ({intent.Charges[^1].ErrorCode}). You can try another one." : null, "bad")}
            {(open ? Form() : Closing(intent, stay))}
            </section>
            """);
        return Layout.Page($"Pay {merchant}", "xpay", $"Simulator · {(environment == "mainnet" ? "live" : "test")}", main);
    }

    public static Html Message(string title, string text) => Layout.Page(title, "xpay", "Simulator", Html.Of($"""
        <section class="card"><h1>{title}</h1><p>{text}</p></section>
        """));

    private static Html Form() => Html.Of($"""
        <form method="post" autocomplete="off">
        <h2>Card</h2>
        <div class="field"><label for="number">Card number</label><input id="number" inputmode="numeric" value="4242 4242 4242 4242"></div>
        <div class="row">
        <div class="field"><label for="expiry">Expiry</label><input id="expiry" value="12 / 30"></div>
        <div class="field"><label for="cvc">Security code</label><input id="cvc" inputmode="numeric" value="123"></div>
        </div>
        <div class="field"><label for="brand">Brand that is reported</label>
        <select id="brand" name="brand"><option value="visa">Visa</option><option value="mastercard">Mastercard</option><option value="amex">American Express</option></select></div>
        <div class="buttons">
        <button class="primary" name="action" value="pay" data-testid="pay">Pay</button>
        <button name="action" value="pay-and-close" data-testid="pay-and-close">Pay and close the tab</button>
        </div>
        <div class="field"><label for="code">Reason for a decline</label>
        <select id="code" name="code">{DeclineCodes.Select(code => Html.Of($"<option>{code}</option>"))}</select></div>
        <div class="buttons">
        <button name="action" value="decline" data-testid="decline">Decline</button>
        <button class="quiet" name="action" value="cancel" data-testid="cancel">Cancel</button>
        </div>
        <p class="muted small">The card fields are for show: they are never sent.</p>
        </form>
        """);

    private static Html Closing(Intent intent, bool stay) => Html.Of($"""
        {Layout.Notice(Says(intent, stay), intent.Status == "CANCELLED" ? "bad" : "good")}
        {Html.When(intent.CallbackUrl is not null && !stay, Html.Of($"""<p class="back"><a href="{ReturnUrl.Of(intent)}">Back to shop</a></p>"""))}
        """);

    private static string Says(Intent intent, bool stay) => intent.Status switch
    {
        "SUCCESS" when stay => "Paid. You can close this tab now; nothing leads back to the shop.",
        "SUCCESS" => "Paid. Thank you.",
        "CANCELLED" => "This payment was cancelled.",
        _ => $"This payment is {intent.Status} and needs nothing from you.",
    };
}
