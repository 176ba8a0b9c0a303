using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

public sealed class PaymentStatusTests
{
    [Theory]
    [InlineData(0, ClosingReason.None, "PENDING")]
    [InlineData(20, ClosingReason.None, "PENDING")]
    [InlineData(50, ClosingReason.None, "SUCCESS")]
    [InlineData(60, ClosingReason.None, "SUCCESS")]
    [InlineData(0, ClosingReason.Failed, "FAILED")]
    [InlineData(0, ClosingReason.Expired, "FAILED")]
    [InlineData(0, ClosingReason.Cancelled, "FAILED")]
    public async Task Status_OwnPayment_IsWhatTheProviderConfirms(int received, ClosingReason closing, string status)
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received, closing);

        foreach (var address in new[] { $"/payment-status?acme_payment={app.Payment.PaymentId}", $"/checkout/status/{app.Payment.AttemptId}" })
        {
            var answer = await browser.GetAsync(address);

            answer.ContentType.ShouldBe("application/json");
            answer.Text.ShouldBe($$"""{"status":"{{status}}"}""");
            answer.Header("Cache-Control").ShouldContain("no-store");
        }
    }

    [Fact]
    public async Task Status_ByAttempt_IsForTheBrowserThatStartedItAlone()
    {
        await using var app = await StorefrontApp.StartAsync(provider: new FakeCheckout { ReturnParameter = null });
        var browser = await app.OpenPayingBrowserAsync();

        (await browser.GetAsync($"/checkout/status/{app.Payment.AttemptId}")).Text.ShouldBe("""{"status":"PENDING"}""");

        var stranger = await app.OpenBrowser().GetAsync($"/checkout/status/{app.Payment.AttemptId}");
        (stranger.Status, stranger.Text).ShouldBe((404, ""));
    }

    [Fact]
    public async Task Status_AnotherBrowser_LearnsNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        var other = app.OpenBrowser();

        var foreign = await other.GetAsync($"/payment-status?acme_payment={app.Payment.PaymentId}");
        var missing = await other.GetAsync("/payment-status?acme_payment=pay-unknown");

        foreign.Status.ShouldBe(404);
        (foreign.Status, foreign.Text).ShouldBe((missing.Status, missing.Text));
        app.Provider.TimesAsked.ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?acme_payment=")]
    [InlineData("?acme_payment=a&acme_payment=b")]
    [InlineData("?other_parameter=pay-1")]
    public async Task Status_NoUsableParameter_IsNotFound(string query)
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();

        (await browser.GetAsync("/payment-status" + query)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Status_ProviderAddsNoParameter_IsNotFound()
    {
        await using var app = await StorefrontApp.StartAsync(provider: new FakeCheckout { ReturnParameter = null });
        var browser = await app.OpenPayingBrowserAsync();

        (await browser.GetAsync($"/payment-status?acme_payment={app.Payment.PaymentId}")).Status.ShouldBe(404);
    }
}
