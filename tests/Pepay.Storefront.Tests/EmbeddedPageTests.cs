using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>Paying on a page of the shop: the choice, the quote that is kept, and what a payer reads when something does not work.</summary>
public sealed class EmbeddedPageTests
{
    private const string Chosen = "acme/here";
    private readonly FakeEmbeddedCheckout provider = new();

    [Fact]
    public async Task Methods_ProviderCanDoBoth_OffersBoth()
    {
        await using var both = await StorefrontApp.StartAsync(provider: provider);
        await using var one = await StorefrontApp.StartAsync(static options => options.EmbeddedCheckout = false, provider: new FakeEmbeddedCheckout());

        (await MethodsAsync(both)).ShouldBe(["acme", Chosen]);
        (await MethodsAsync(one)).ShouldBe(["acme"]);
        var refused = await one.OpenBrowser().SubmitAsync(await one.OpenBrowser().GetAsync("/pay/A-1"), "form", ("method", Chosen));
        refused.Status.ShouldBe(400);
    }

    [Fact]
    public async Task Pay_ChoiceThenReload_AsksForOneAddressOnly()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);

        var sent = await browser.SubmitAsync(choice, "form.pp-choice");
        var first = await browser.GetAsync(sent.Location!);
        var second = await browser.GetAsync(sent.Location!);

        sent.Status.ShouldBe(303);
        first.Text.ShouldContain("0xaddress1");
        second.Text.ShouldContain("0xaddress1");
        first.Text.ShouldContain("50.000001");
        provider.Quotes.ShouldBe(1);
        first.Document.QuerySelector("svg.pp-qr[aria-label]").ShouldNotBeNull();
    }

    [Fact]
    public async Task Pay_UnusableToken_SaysWhyAndCannotBeChosen()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (_, choice) = await ChooseHereAsync(app);

        choice.Text.ShouldContain("It needs a memo.");
        choice.Document.QuerySelector("input[value='9']")!.HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task Pay_MoneyArrivedSince_TheOldAmountIsNotShown()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        var page = (await browser.SubmitAsync(choice, "form.pp-choice")).Location!;
        provider.Set(app.Payment, received: 10m);
        await app.ReconcileAsync();

        var after = await browser.GetAsync(page);

        after.Text.ShouldNotContain("0xaddress1");
        after.Heading.ShouldBe("Pay 40.00 USD");
        after.Text.ShouldContain("10.00 USD has arrived");
    }

    [Fact]
    public async Task Pay_TheAmountRanOut_ShowsNoAddressAndOffersANewAmount()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        provider.ValidUntil = app.Time.GetUtcNow().AddMinutes(5);
        var page = (await browser.SubmitAsync(choice, "form.pp-choice")).Location!;
        (await browser.GetAsync(page)).Text.ShouldContain("0xaddress1");

        app.Time.Advance(TimeSpan.FromMinutes(5));
        var late = await browser.GetAsync(page);
        late.Text.ShouldNotContain("0xaddress1");
        late.Document.QuerySelector("svg.pp-qr").ShouldBeNull();
        provider.ValidUntil = app.Time.GetUtcNow().AddMinutes(5);
        await browser.SubmitAsync(late, ".pp-actions form");

        (await browser.GetAsync(page)).Text.ShouldContain("0xaddress2");
    }

    [Fact]
    public async Task Pay_NoPrice_SaysWhatTheProviderSaid()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        provider.Problem = "No liquidity for <b>this</b>.";

        var answer = await browser.SubmitAsync(choice, "form.pp-choice");

        answer.Status.ShouldBe(422);
        answer.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe("No liquidity for <b>this</b>.");
    }

    [Fact]
    public async Task Pay_ProviderRefuses_LeadsToItsOwnPage()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        provider.Refuses = true;

        var answer = await browser.SubmitAsync(choice, "form.pp-choice");

        answer.Status.ShouldBe(422);
        answer.Text.ShouldContain("Nothing was charged");
        answer.Document.QuerySelector($"a[href='{app.Payment.PaymentUrl!.AbsoluteUri}']").ShouldNotBeNull();
    }

    [Fact]
    public async Task Pay_ReceiptAndQuestions_ReachTheProvider()
    {
        provider.Questions.Add(new PayerQuestion("q1", "Where may we <ask>?", IsEmail: true, IsRequired: true));
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);

        var page = (await browser.SubmitAsync(choice, "form.pp-choice", ("answer-q1", "a@example.org"))).Location!;
        await browser.SubmitAsync(await browser.GetAsync(page + "/receipt"), "form.pp-receipt", ("email", " r@example.org "));

        provider.Answers.ShouldBe(new Dictionary<string, string> { ["q1"] = "a@example.org" });
        provider.Receipt.ShouldBe("r@example.org");
    }

    [Fact]
    public async Task Pay_AnswersAreRefused_SaysSoAndKeepsThem()
    {
        provider.Questions.Add(new PayerQuestion("q1", "Where may we ask?", IsEmail: false, IsRequired: true));
        provider.RefusesAnswers = true;
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);

        var answer = await browser.SubmitAsync(choice, "form.pp-choice", ("answer-q1", "at <home>"));

        answer.Status.ShouldBe(422);
        answer.Document.QuerySelector("[role=alert]")!.TextContent.ShouldContain("did not accept your answers");
        answer.Document.QuerySelector("input[name=answer-q1]")!.GetAttribute("value").ShouldBe("at <home>");
        provider.Quotes.ShouldBe(0);
    }

    [Fact]
    public async Task Pages_ThatRefreshThemselves_HaveNothingToFillIn()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        var page = (await browser.SubmitAsync(choice, "form.pp-choice")).Location!;
        var transfer = await browser.GetAsync(page);
        var receipt = await browser.GetAsync(page + "/receipt");

        transfer.Text.ShouldContain("http-equiv=\"refresh\"");
        transfer.Document.QuerySelectorAll("input:not([type=hidden])").ShouldBeEmpty();
        transfer.Document.QuerySelector($"a[href='{page}/receipt']").ShouldNotBeNull();
        foreach (var form in new[] { choice, receipt })
        {
            form.Document.QuerySelectorAll("input:not([type=hidden])").ShouldNotBeEmpty();
            form.Text.ShouldNotContain("http-equiv=\"refresh\"");
        }

        (await app.OpenBrowser().GetAsync(page + "/receipt")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Pay_Expired_CanBeTriedAgainHere()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, _) = await ChooseHereAsync(app);
        provider.Set(app.Payment, closing: ClosingReason.Expired);
        await app.ReconcileAsync();

        var again = await browser.SubmitAsync(await browser.GetAsync("/checkout/return/" + app.Payment.AttemptId), "form[action*=here]");

        again.Location.ShouldBe("/checkout/pay/" + app.Payment.AttemptId);
        app.Payments.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Countdown_SaysTheSecondsThatAreLeft_WhateverTheBrowsersClock()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        provider.ValidUntil = app.Time.GetUtcNow().AddSeconds(90);

        var page = await browser.GetAsync((await browser.SubmitAsync(choice, "form.pp-choice")).Location!);

        page.Document.QuerySelector("[data-countdown]")!.GetAttribute("data-countdown").ShouldBe("90");
    }

    [Theory]
    [InlineData(50, ClosingReason.None)]
    [InlineData(0, ClosingReason.Expired)]
    public async Task Pay_NothingLeftToPay_ShowsTheOutcome(int received, ClosingReason closing)
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (browser, choice) = await ChooseHereAsync(app);
        provider.Set(app.Payment, received, closing);
        await app.ReconcileAsync();

        var shown = await browser.GetAsync("/checkout/pay/" + app.Payment.AttemptId);
        var sent = await browser.SubmitAsync(choice, "form.pp-choice");

        shown.Location.ShouldBe("/checkout/return/" + app.Payment.AttemptId);
        sent.Location.ShouldBe("/checkout/return/" + app.Payment.AttemptId);
        provider.Quotes.ShouldBe(0);
    }

    [Fact]
    public async Task Pay_AnotherBrowser_SeesAndMovesNothing()
    {
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var (_, choice) = await ChooseHereAsync(app);
        var stranger = app.OpenBrowser();

        (await stranger.GetAsync("/checkout/pay/" + app.Payment.AttemptId)).Status.ShouldBe(404);
        var forged = await stranger.PostAsync("/checkout/pay/" + app.Payment.AttemptId, ("asset", "1"));

        forged.Status.ShouldBe(400, "no form token");
        choice.Status.ShouldBe(200);
        provider.Quotes.ShouldBe(0);
    }

    private static async Task<(Browser Browser, Page Choice)> ChooseHereAsync(StorefrontApp app)
    {
        var browser = app.OpenBrowser();
        var started = await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form", ("method", Chosen));
        started.Status.ShouldBe(303);
        started.Location.ShouldBe("/checkout/pay/" + app.Payment.AttemptId);
        return (browser, await browser.GetAsync(started.Location!));
    }

    private static async Task<IEnumerable<string?>> MethodsAsync(StorefrontApp app) =>
        (await app.OpenBrowser().GetAsync("/pay/A-1")).Document.QuerySelectorAll("input[name=method]").Select(static input => input.GetAttribute("value"));
}
