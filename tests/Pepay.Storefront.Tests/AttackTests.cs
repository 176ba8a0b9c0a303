using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>What somebody with bad intentions would try with the forms and addresses of the payment pages. Signatures and floods of webhooks are tested with the endpoint.</summary>
public sealed class AttackTests
{
    private static readonly (string, string)[] Wishes =
    [
        ("amount", "0.01"), ("currency", "JPY"), ("total", "0.01"), ("Amount", "1"), ("status", "paid"), ("environment", "test"), ("provider", "other"),
        ("returnUrl", "https://evil.example/"), ("ReturnUrl", "https://evil.example/"), ("redirect", "//evil.example"), ("callbackUrl", "https://evil.example"),
    ];

    [Fact]
    public async Task Start_FormWithOtherAmountsAndAddresses_ChangesNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();

        var answer = await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form", Wishes);

        answer.Location.ShouldBe(app.Payment.PaymentUrl!.AbsoluteUri);
        var (attempt, request) = app.Provider.Created.ShouldHaveSingleItem();
        request.Amount.ShouldBe(FakeShopOrders.Order.Total);
        attempt.State.WasPaid.ShouldBeFalse();
        request.ReturnUrl("x").Host.ShouldBe("localhost");
        request.CancelUrl("x").Host.ShouldBe("localhost");
    }

    [Theory]
    [InlineData("/checkout/return/{0}")]
    [InlineData("/checkout/cancel/{0}")]
    [InlineData("/checkout/pay/{0}")]
    public async Task Pages_WithForgedParameters_NeitherBelieveThemNorLeadAway(string address)
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        var query = "?" + string.Join('&', Wishes.Select(static wish => $"{wish.Item1}={Uri.EscapeDataString(wish.Item2)}")) + "&acme_payment=other&xpay_intent_id=x";

        var page = await browser.GetAsync(string.Format(null, address, app.Payment.AttemptId) + query);

        (page.Location ?? "/").ShouldStartWith("/");
        (page.Location ?? "").ShouldNotContain("evil");
        page.Text.ShouldNotContain("evil.example");
        app.Payment.State.WasPaid.ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Merchant_AddressesInTheQuery_LeadNowhere(string target)
    {
        await using var app = await StorefrontApp.StartAsync(static options => options.MerchantPolicy = "merchant");
        await app.OpenPayingBrowserAsync();
        var merchant = app.OpenBrowser(asMerchant: true);
        var form = await merchant.GetAsync($"/merchant/payments/{app.Payment.AttemptId}?returnUrl={Uri.EscapeDataString(target)}&action={Uri.EscapeDataString(target)}");

        var answer = await merchant.SubmitAsync(form, "form", ("returnUrl", target));

        form.Text.ShouldNotContain("evil.example");
        answer.Location.ShouldNotBeNull().ShouldStartWith($"/merchant/payments/{app.Payment.AttemptId}?action=");
    }

    [Fact]
    public async Task Payment_ProviderAnswersOtherMoney_IsAFindingAndMovesNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        app.Provider.Answer(app.Payment, static snapshot => snapshot with { Amount = new Money(50m, "JPY"), Received = 50m });
        await app.ReconcileAsync();
        (app.Payment.State.WasPaid, app.Payment.Finding).ShouldBe((false, app.Payment.Finding.ShouldNotBeNull()));

        app.Provider.Answer(app.Payment, static snapshot => snapshot with { Amount = new Money(0.01m, "USD"), Received = 50m });
        await app.ReconcileAsync();

        app.Payment.State.WasPaid.ShouldBeFalse();
        app.Payment.Finding.ShouldNotBeNull().ShouldContain("0.01 USD");
    }

    [Fact]
    public async Task Payments_GuessedIds_AreAllTheSameNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        var stranger = app.OpenBrowser();
        string[] addresses = ["/checkout/return/{0}", "/checkout/cancel/{0}", "/checkout/pay/{0}", "/checkout/status/{0}/events"];

        foreach (var address in addresses)
        {
            var real = await stranger.GetAsync(string.Format(null, address, app.Payment.AttemptId));
            var invented = await stranger.GetAsync(string.Format(null, address, new string('a', 32)));
            (real.Status, real.Text).ShouldBe((404, invented.Text), address);
        }
    }
}
