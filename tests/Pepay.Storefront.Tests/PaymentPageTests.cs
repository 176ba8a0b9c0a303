using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

public sealed class PaymentPageTests
{
    [Fact]
    public async Task Return_NothingArrived_WaitsWithAndWithoutScripts()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Status.ShouldBe(200);
        page.Heading.ShouldBe("Waiting for your payment");
        page.Document.QuerySelector("[data-payment-events]")!.GetAttribute("data-payment-events").ShouldBe($"/checkout/status/{app.Payment.AttemptId}/events");
        page.Text.ShouldContain("<noscript><meta http-equiv=\"refresh\" content=\"5\"");
        page.Document.QuerySelector($"a[href='/checkout/return/{app.Payment.AttemptId}']").ShouldNotBeNull("a link to check again");
        page.Document.QuerySelector($"a[href='{app.Payment.PaymentUrl}']").ShouldNotBeNull("a way on to the payment page");
    }

    [Fact]
    public async Task Return_PaidMeanwhile_AsksTheProviderAndSaysPaid()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 50m);

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Heading.ShouldBe("Thank you, your payment has arrived");
        page.Text.ShouldNotContain("http-equiv=\"refresh\"");
        app.Payment.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task Return_AddressClaimsSuccess_BelievesTheProviderOnly()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}?status=SUCCESS&paid=1&acme_payment={app.Payment.PaymentId}");

        page.Heading.ShouldBe("Waiting for your payment");
        app.Payment.State.WasPaid.ShouldBeFalse();
    }

    [Fact]
    public async Task Return_AnotherBrowser_LooksLikeAPaymentThatDoesNotExist()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        var other = app.OpenBrowser();

        var foreign = await other.GetAsync($"/checkout/return/{app.Payment.AttemptId}");
        var missing = await other.GetAsync("/checkout/return/00000000000000000000000000000000");

        foreign.Status.ShouldBe(404);
        (foreign.Status, foreign.Text).ShouldBe((missing.Status, missing.Text));
        app.Provider.TimesAsked.ShouldBe(0);
    }

    [Fact]
    public async Task Return_ForgedCookie_OwnsNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        var forger = app.OpenBrowser();
        forger.SetCookie("pepay.payment." + app.Payment.AttemptId[..12], app.Payment.AttemptId);

        var page = await forger.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Return_TooLittleArrived_NamesWhatIsMissing()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 20m);

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Heading.ShouldBe("A part of your payment has arrived");
        page.Document.QuerySelector(".pp-strong dd")!.TextContent.ShouldBe("30.00 USD");
        page.Document.QuerySelector(".pp-button")!.TextContent.ShouldBe("Pay the rest with Acme Pay");
    }

    [Theory]
    [InlineData(ClosingReason.Failed, "The payment was declined")]
    [InlineData(ClosingReason.Expired, "The time to pay ran out")]
    [InlineData(ClosingReason.Cancelled, "The payment was cancelled")]
    public async Task Return_PaymentIsClosed_OffersAnotherTry(ClosingReason closing, string heading)
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, closing: closing);

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Heading.ShouldBe(heading);
        page.Document.QuerySelector($"form[action='/checkout/retry/{app.Payment.AttemptId}'] button")!.TextContent.ShouldBe("Try again with Acme Pay");
    }

    [Fact]
    public async Task Return_MoneyOnAnExpiredPayment_IsNotCalledLost()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 20m, closing: ClosingReason.Expired);

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Text.ShouldContain("20.00 USD has arrived on this payment");
    }

    [Fact]
    public async Task Return_AnotherAttemptPaidTheOrder_SaysDoNotPayAgain()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        var old = app.Payment;
        app.Provider.Set(old, closing: ClosingReason.Failed);
        await browser.SubmitAsync(await browser.GetAsync($"/checkout/return/{old.AttemptId}"), "form");
        app.Provider.Set(app.Payment, received: 50m);
        await app.ReconcileAsync();

        var page = await browser.GetAsync($"/checkout/return/{old.AttemptId}");

        page.Heading.ShouldBe("Your order is paid");
        page.Document.QuerySelector("form").ShouldBeNull();
    }

    [Fact]
    public async Task Cancel_NothingArrived_OffersToGoBackAndPay()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();

        var page = await browser.GetAsync($"/checkout/cancel/{app.Payment.AttemptId}");

        page.Heading.ShouldBe("You have not paid yet");
        page.Document.QuerySelector($"a[href='{app.Payment.PaymentUrl}']").ShouldNotBeNull();
    }

    [Fact]
    public async Task Return_ProviderIsDown_ShowsWhatIsKnown()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.IsDown = true;

        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        page.Status.ShouldBe(200);
        page.Heading.ShouldBe("Waiting for your payment");
    }

    [Fact]
    public async Task Return_ReloadedAllTheTime_AsksTheProviderNowAndThen()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        for (var i = 0; i < 5; i++)
            await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");
        app.Provider.TimesAsked.ShouldBe(1);

        app.Time.Advance(TimeSpan.FromSeconds(4));
        await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");

        app.Provider.TimesAsked.ShouldBe(2);
    }
}
