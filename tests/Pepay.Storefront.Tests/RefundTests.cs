using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

public sealed class RefundTests : IAsyncLifetime
{
    private const string Form = "form.pp-refund";
    private const string CarryOn = "form:has(input[name=refund])";

    private readonly FakeRefunds provider = new();
    private StorefrontApp app = null!;
    private Browser merchant = null!;

    private string Address => $"/merchant/payments/{app.Payment.AttemptId}";

    public async Task InitializeAsync()
    {
        app = await StartPaidAsync(provider);
        merchant = app.OpenBrowser(asMerchant: true);
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Refund_All_IsGivenBackUnderTheStoredKeyAndAudited()
    {
        var answer = await merchant.SubmitAsync(await merchant.GetAsync(Address), Form);

        var call = provider.Calls.ShouldHaveSingleItem();
        call.Amount.ShouldBe(new Money(50m, "USD"));
        app.Payment.State.Label.ShouldBe(PaymentLabel.Refunded);
        var action = app.Actions.All.ShouldHaveSingleItem();
        (action.Id, action.Actor, action.Outcome).ShouldBe((call.Key, "merchant", MerchantActionOutcome.Done));
        var page = await merchant.GetAsync(answer.Location!);
        page.Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("50.00 USD was given back through Acme Pay. Given back in all: 50.00 USD.");
        page.Document.QuerySelector(".pp-timeline")!.TextContent.ShouldContain("Refund of 50.00 USD");
        page.Document.QuerySelector(Form).ShouldBeNull();
    }

    [Fact]
    public async Task Refund_InParts_EachHasItsOwnKey()
    {
        await merchant.SubmitAsync(await merchant.GetAsync(Address), Form, ("amount", "20"));
        app.Payment.State.Label.ShouldBe(PaymentLabel.PartiallyRefunded);
        var page = await merchant.GetAsync(Address);
        page.Document.QuerySelector(Form + " input[name=amount]")!.GetAttribute("value").ShouldBe("30.00");

        await merchant.SubmitAsync(page, Form, ("amount", "30.00"));

        app.Payment.State.Label.ShouldBe(PaymentLabel.Refunded);
        provider.Calls.Select(static call => call.Key).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Refund_SameFormTwice_GivesBackOnce()
    {
        var page = await merchant.GetAsync(Address);

        await merchant.SubmitAsync(page, Form, ("amount", "10"));
        var again = await merchant.SubmitAsync(page, Form, ("amount", "10"));

        provider.Calls.ShouldHaveSingleItem();
        (await merchant.GetAsync(again.Location!)).Document.QuerySelector("[role=status]")!.TextContent.ShouldStartWith("10.00 USD was given back");
    }

    [Fact]
    public async Task Refund_TwoPeopleAtOnce_OneIsToldToLook()
    {
        provider.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = merchant.SubmitAsync(await merchant.GetAsync(Address), Form, ("amount", "40"));
        await Eventually.TrueAsync(() => provider.Calls.Count == 1);
        var other = app.OpenBrowser(asMerchant: true);
        var refused = await other.SubmitAsync(await other.GetAsync(Address), CarryOn, ("refund", Guid.NewGuid().ToString("D")), ("amount", "40"));
        provider.Gate.SetResult();
        await first;

        refused.Status.ShouldBe(422);
        refused.Document.QuerySelector("[role=status]")!.TextContent.ShouldContain("another refund of this payment was made at the same time");
        provider.GivenBack.ShouldBe(40m);
    }

    [Theory]
    [InlineData("50.01")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1.001")]
    [InlineData("all")]
    [InlineData("1e1")]
    public async Task Refund_AmountThatCannotBe_GivesNothingBack(string amount)
    {
        var answer = await merchant.SubmitAsync(await merchant.GetAsync(Address), Form, ("amount", amount));

        answer.Status.ShouldBe(422);
        answer.Document.QuerySelector("[role=status]")!.TextContent.ShouldStartWith("Nothing was given back: enter an amount of at most 50.00 USD");
        provider.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ProviderRefuses_SaysSoAndTheNextTryHasANewKey()
    {
        provider.Refuses = FakeRefunds.Answer(400);
        var answer = await merchant.SubmitAsync(await merchant.GetAsync(Address), Form);
        var page = await merchant.GetAsync(answer.Location!);
        page.Document.QuerySelector("[role=status]")!.TextContent.ShouldStartWith("Acme Pay refused; nothing was given back.");
        provider.Refuses = null;

        await merchant.SubmitAsync(page, Form);

        provider.Calls.Select(static call => call.Key).Distinct().Count().ShouldBe(2);
        provider.GivenBack.ShouldBe(50m);
    }

    [Fact]
    public async Task Refund_NoAnswerAndNotShownByTheProvider_IsCarriedOnUnderTheSameKey()
    {
        provider.LosesAnswer = FakeRefunds.Answer(503);
        var answer = await merchant.SubmitAsync(await merchant.GetAsync(Address), Form);
        app.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Unknown);
        var page = await merchant.GetAsync(answer.Location!);
        page.Document.QuerySelector(Form).ShouldBeNull("no second refund while the first is open");

        await merchant.SubmitAsync(page, CarryOn);

        app.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Done);
        provider.Calls.Count.ShouldBe(2);
        provider.Calls.Select(static call => call.Key).Distinct().ShouldHaveSingleItem();
        provider.GivenBack.ShouldBe(50m);
    }

    [Fact]
    public async Task Refund_FailureThatTheProviderRepeats_IsOpenUntilTheLookUpIsCertain()
    {
        var replaying = new FakeRefunds { ReplaysFailures = true, Refuses = FakeRefunds.Answer(500) };
        await using var shop = await StartPaidAsync(replaying);
        var person = shop.OpenBrowser(asMerchant: true);
        var address = $"/merchant/payments/{shop.Payment.AttemptId}";

        await person.SubmitAsync(await person.GetAsync(address), Form);
        shop.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Unknown, "the look-up may be older than the refund");
        await person.SubmitAsync(await person.GetAsync(address), CarryOn);
        shop.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Unknown);
        shop.Time.Advance(TimeSpan.FromMinutes(15));
        await person.SubmitAsync(await person.GetAsync(address), CarryOn);

        shop.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Refused);
        replaying.Calls.Select(static call => call.Key).Distinct().ShouldHaveSingleItem("no new key while the refund may have happened");
    }

    [Fact]
    public async Task Refund_FailureThatTheProviderRepeatsButCarriedOut_IsDone()
    {
        var replaying = new FakeRefunds { ReplaysFailures = true, Refuses = FakeRefunds.Answer(500) };
        await using var shop = await StartPaidAsync(replaying);
        var person = shop.OpenBrowser(asMerchant: true);
        var address = $"/merchant/payments/{shop.Payment.AttemptId}";
        await person.SubmitAsync(await person.GetAsync(address), Form);
        replaying.Set(shop.Payment, received: 50m, refunded: 50m);

        await person.SubmitAsync(await person.GetAsync(address), CarryOn);

        shop.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Done);
        replaying.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refund_NoAnswerButCarriedOut_IsFoundAtTheProvider()
    {
        provider.LosesAnswer = FakeRefunds.Answer(503);
        var page = await merchant.GetAsync((await merchant.SubmitAsync(await merchant.GetAsync(Address), Form)).Location!);
        provider.Set(app.Payment, received: 50m, refunded: 50m);

        await merchant.SubmitAsync(page, CarryOn);

        provider.Calls.ShouldHaveSingleItem();
        app.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Done);
    }

    [Fact]
    public async Task Refund_NoAnswerAndTheKeyIsForgotten_IsNotSentAgain()
    {
        provider.LosesAnswer = FakeRefunds.Answer(503);
        var page = await merchant.GetAsync((await merchant.SubmitAsync(await merchant.GetAsync(Address), Form)).Location!);
        app.Time.Advance(TimeSpan.FromHours(25));

        await merchant.SubmitAsync(page, CarryOn);

        provider.Calls.ShouldHaveSingleItem();
        app.Actions.All[0].Outcome.ShouldBe(MerchantActionOutcome.Refused);
    }

    [Fact]
    public async Task Refund_IdOfAnotherPaymentsRefund_IsNotTouched()
    {
        await app.Actions.TryBeginAsync(
            new MerchantAction
            {
                Id = "6a1c1c5e-3c06-4c3e-9d5e-0d4f2a7c1b11", Kind = MerchantActionKind.Refund, Actor = "merchant", Subject = "other",
                Amount = new Money(5m, "USD"), At = app.Time.GetUtcNow(),
            },
            CancellationToken.None);

        var answer = await merchant.SubmitAsync(await merchant.GetAsync(Address), Form, ("refund", "6a1c1c5e-3c06-4c3e-9d5e-0d4f2a7c1b11"));

        answer.Status.ShouldBe(422);
        provider.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ProviderHasNone_SaysWhy()
    {
        await using var without = await StorefrontApp.StartAsync(static options => options.MerchantPolicy = "merchant");
        await without.OpenPayingBrowserAsync();
        without.Provider.Set(without.Payment, received: 50m);
        await without.ReconcileAsync();

        var page = await without.OpenBrowser(asMerchant: true).GetAsync($"/merchant/payments/{without.Payment.AttemptId}");

        page.Document.QuerySelector("section:has(#refund)")!.TextContent.ShouldContain("Acme Pay offers shops no refund through its API");
    }

    private static async Task<StorefrontApp> StartPaidAsync(FakeRefunds refunds)
    {
        var shop = await StorefrontApp.StartAsync(static options => options.MerchantPolicy = "merchant", refunds);
        await shop.OpenPayingBrowserAsync();
        refunds.Payment = shop.Payment;
        refunds.Set(shop.Payment, received: 50m);
        await shop.ReconcileAsync();
        return shop;
    }
}
