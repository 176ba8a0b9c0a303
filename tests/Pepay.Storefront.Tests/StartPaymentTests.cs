using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

public sealed class StartPaymentTests
{
    [Fact]
    public async Task Start_OwnOrder_LeadsToTheProvidersPage()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();

        var answer = await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form");

        answer.Status.ShouldBe(303);
        answer.Location.ShouldBe(app.Payment.PaymentUrl!.AbsoluteUri);
        var request = app.Provider.Created.ShouldHaveSingleItem().Request;
        request.Amount.ShouldBe(FakeShopOrders.Order.Total);
        request.ReturnUrl(app.Payment.AttemptId).ShouldBe(new Uri($"http://localhost/checkout/return/{app.Payment.AttemptId}"));
        request.CancelUrl(app.Payment.AttemptId).ShouldBe(new Uri($"http://localhost/checkout/cancel/{app.Payment.AttemptId}"));
    }

    [Fact]
    public async Task Start_OwnOrder_RemembersTheBrowserInACookieThatScriptsCannotRead()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();

        var answer = await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form");

        var cookie = answer.SetCookies.ShouldHaveSingleItem();
        cookie.ShouldStartWith("pepay.payment.");
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldNotContain(app.Payment.AttemptId);
    }

    [Fact]
    public async Task Start_TwoOrdersAtOnce_BothPaymentsOpenAfterwards()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();
        var page = await browser.GetAsync("/pay/A-1");

        // Both leave with the cookies of the page, as two tabs do.
        await Task.WhenAll(browser.SubmitAsync(page, "form"), browser.SubmitAsync(page, "form", ("order", FakeShopOrders.InEuros)));

        app.Payments.All.Count.ShouldBe(2);
        foreach (var payment in app.Payments.All)
            (await browser.GetAsync("/checkout/return/" + payment.AttemptId)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Start_ManyOrders_KeepsTheNewestPaymentsOnly()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();
        var page = await browser.GetAsync("/pay/A-1");
        for (var count = 0; count < 12; count++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            app.Orders.OwnTotal = new Money(50m + count, "USD");
            (await browser.SubmitAsync(page, "form")).Status.ShouldBe(303);
        }

        var opened = new List<int>();
        foreach (var payment in app.Payments.All)
            opened.Add((await browser.GetAsync("/checkout/return/" + payment.AttemptId)).Status);

        opened.ShouldBe([.. Enumerable.Repeat(200, 10), 404, 404]);
    }

    [Fact]
    public async Task Start_PublicUrlIsSet_ReturnsThereWhateverHostWasAsked()
    {
        await using var app = await StorefrontApp.StartAsync(static options => options.PublicUrl = new Uri("https://shop.example/"));

        await app.OpenPayingBrowserAsync();

        app.Provider.Created[0].Request.ReturnUrl("x").ShouldBe(new Uri("https://shop.example/checkout/return/x"));
    }

    [Fact]
    public async Task Start_WithoutToken_StartsNothing()
    {
        await using var app = await StorefrontApp.StartAsync();

        var answer = await app.OpenBrowser().PostAsync("/checkout/start", ("order", "A-1"), ("method", "acme"));

        answer.Status.ShouldBe(400);
        answer.Heading.ShouldBe("This form is no longer valid");
        app.Payments.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_OrderOfSomebodyElse_LooksLikeAnOrderThatDoesNotExist()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();
        var page = await browser.GetAsync("/pay/A-1");

        var foreign = await browser.SubmitAsync(page, "form", ("order", FakeShopOrders.Foreign));
        var missing = await browser.SubmitAsync(page, "form", ("order", "no-such-order"));

        foreign.Status.ShouldBe(404);
        (foreign.Status, foreign.Text).ShouldBe((missing.Status, missing.Text));
        app.Payments.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no-such-provider")]
    [InlineData("acme:other-account")]
    [InlineData("")]
    public async Task Start_UnknownMethod_AsksForAChoice(string method)
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();

        var answer = await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form", ("method", method));

        answer.Status.ShouldBe(400);
        answer.Heading.ShouldBe("No payment method was chosen");
        app.Payments.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_AmountIsNotTaken_SaysWhy()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();
        var page = await browser.GetAsync("/pay/A-1");
        app.Provider.Unavailable = "Acme Pay takes at most 10.00 USD.";

        var answer = await browser.SubmitAsync(page, "form");

        answer.Status.ShouldBe(422);
        answer.Text.ShouldContain("Acme Pay takes at most 10.00 USD.");
        app.Payments.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_Twice_IsOnePayment()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();
        var page = await browser.GetAsync("/pay/A-1");

        var first = await browser.SubmitAsync(page, "form");
        var second = await browser.SubmitAsync(page, "form");

        second.Location.ShouldBe(first.Location);
        app.Provider.Created.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Start_ProviderIsDown_OffersTheSameAttemptAgain()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();
        app.Provider.IsDown = true;
        var failed = await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form");
        failed.Status.ShouldBe(503);
        failed.Heading.ShouldBe("Acme Pay does not answer right now");
        failed.Text.ShouldContain("You have not been charged");

        app.Provider.IsDown = false;
        var retried = await browser.SubmitAsync(failed, "form");

        retried.Status.ShouldBe(303);
        app.Provider.Created.Select(static call => call.Attempt.IdempotencyKey).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Start_OrderIsPaid_ChargesNothingMore()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        var old = await browser.GetAsync("/pay/A-1");
        app.Provider.Set(app.Payment, received: 50m);
        await app.ReconcileAsync();

        var answer = await browser.SubmitAsync(old, "form");

        answer.Status.ShouldBe(409);
        answer.Heading.ShouldBe("This order is already paid");
        answer.Document.QuerySelector("a[href='/orders/key-of-a-1']").ShouldNotBeNull();
        app.Provider.Created.ShouldHaveSingleItem();
        var page = await browser.GetAsync("/pay/A-1");
        page.Document.QuerySelector("form").ShouldBeNull();
        page.Document.Body!.TextContent.ShouldContain("This order is already paid.");
    }

    [Fact]
    public async Task Retry_PaymentExpired_StartsANewOneAndKeepsTheOld()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        var expired = app.Payment;
        app.Provider.Set(expired, closing: ClosingReason.Expired);
        await app.ReconcileAsync();
        var page = await browser.GetAsync($"/checkout/return/{expired.AttemptId}");
        page.Heading.ShouldBe("The time to pay ran out");

        var retried = await browser.SubmitAsync(page, "form");

        retried.Status.ShouldBe(303);
        app.Payments.All.Count.ShouldBe(2);
        retried.Location.ShouldBe(app.Payment.PaymentUrl!.AbsoluteUri);
        app.Payment.AttemptId.ShouldNotBe(expired.AttemptId);
    }

    [Fact]
    public async Task Retry_FromAnotherBrowser_FindsNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        var other = app.OpenBrowser();
        var page = await other.GetAsync("/pay/A-1");
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        var answer = await other.PostAsync($"/checkout/retry/{app.Payment.AttemptId}", ("__RequestVerificationToken", token));

        answer.Status.ShouldBe(404);
        app.Provider.Created.ShouldHaveSingleItem();
    }
}
