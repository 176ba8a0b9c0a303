using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

public sealed class MerchantAreaTests
{
    private static readonly Action<StorefrontOptions> WithPolicy = static options => options.MerchantPolicy = "merchant";

    public static TheoryData<string> Addresses => new(
        "/merchant", "/merchant/orders/A-1", "/merchant/payments/x", "/merchant/events", "/merchant/events/1", "/merchant/actions", "/merchant/health",
        "/merchant/checklist", "/merchant/figures", "/merchant?find=A-1", "/merchant/events/1/raw");

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Merchant_NoPolicyIsConfigured_DoesNotExistForAnybody(string address)
    {
        await using var app = await StorefrontApp.StartAsync();
        app.Inbox.Add("payment.paid", "{}");

        (await app.OpenBrowser(asMerchant: true).GetAsync(address)).Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Merchant_PolicyIsNotMet_IsClosed(string address)
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", "{}");

        (await app.OpenBrowser().GetAsync(address)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Payments_OneUnderpaid_ShowsOrderAmountsAndState()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 20m);
        await app.ReconcileAsync();

        var page = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant");

        var row = page.Document.QuerySelectorAll("tbody tr").ShouldHaveSingleItem();
        row.Children.Take(5).Select(static cell => cell.TextContent.Trim()).ShouldBe(["A-1", "Acme Pay", "50.00 USD", "20.00 USD", "Underpaid"]);
        row.QuerySelector("a")!.GetAttribute("href").ShouldBe($"/merchant/payments/{app.Payment.AttemptId}");
    }

    [Fact]
    public async Task Payments_SomethingDoesNotFit_IsShownOnTop()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        await app.Payments.TryUpdateAsync(app.Payment with { Finding = "Asks for 5.00 USD, <i>not</i> 50.00 USD." }, [], null, CancellationToken.None);

        var page = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant");

        page.Document.QuerySelector(".pp-finding")!.TextContent.ShouldContain("Asks for 5.00 USD, <i>not</i> 50.00 USD.");
    }

    [Fact]
    public async Task Payment_HasATimeLineAndItsEvents()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 50m);
        for (var hint = 0; hint < 3; hint++)
            await app.ReconcileAsync();
        app.Inbox.Add("payment.paid", "{}", orderingKey: app.Payment.PaymentId, deliveries:
        [
            new InboxDelivery { Handler = "payment-sync", State = DeliveryState.Done, Attempts = 1, FinishedAt = DateTimeOffset.MaxValue.AddDays(-2) },
            new InboxDelivery { Handler = "mail", State = DeliveryState.Dead, Attempts = 12, LastError = "no <server>", FinishedAt = DateTimeOffset.MaxValue.AddDays(-1) },
        ]);
        app.Inbox.Add("payment.other", "{}", orderingKey: "another-payment");

        var page = await app.OpenBrowser(asMerchant: true).GetAsync($"/merchant/payments/{app.Payment.AttemptId}");

        var lines = page.Document.QuerySelectorAll(".pp-timeline li").Select(static line => line.TextContent).ToList();
        lines.Count.ShouldBe(8);
        lines.ShouldContain(static line => line.Contains("Asked without news: 2", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.Contains("webhook", StringComparison.Ordinal) && line.Contains("From pending to paid", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.Contains("order", StringComparison.Ordinal) && line.Contains("The shop was told of this for order A-1", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.Contains("payment.paid arrived; its signature was valid", StringComparison.Ordinal));
        lines[^2].ShouldContain("Done with payment.paid (attempt 1).");
        lines[^1].ShouldContain("Gave up on payment.paid after attempt 12: no <server>");
        page.Document.QuerySelector(".pp-timeline a[href='/merchant/events/1']").ShouldNotBeNull();
        page.Text.ShouldNotContain("payment.other");
    }

    [Fact]
    public async Task Reconcile_ByTheMerchant_AsksTheProviderNow()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 50m);
        var merchant = app.OpenBrowser(asMerchant: true);

        var answer = await merchant.SubmitAsync(await merchant.GetAsync($"/merchant/payments/{app.Payment.AttemptId}"), "form");

        app.Payment.State.WasPaid.ShouldBeTrue();
        var page = await merchant.GetAsync(answer.Location!);
        page.Document.QuerySelector("[role=status]")!.TextContent.ShouldStartWith("Acme Pay was asked");
    }

    [Fact]
    public async Task Reconcile_ProviderIsDown_SaysSo()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Provider.IsDown = true;
        var merchant = app.OpenBrowser(asMerchant: true);

        var answer = await merchant.SubmitAsync(await merchant.GetAsync($"/merchant/payments/{app.Payment.AttemptId}"), "form");

        var page = await merchant.GetAsync(answer.Location!);
        page.Document.QuerySelector("[role=status]")!.TextContent.ShouldStartWith("It did not work");
        app.Actions.All.ShouldHaveSingleItem().Outcome.ShouldBe(MerchantActionOutcome.Refused);
    }

    [Theory]
    [InlineData("/merchant/payments/{0}/reconcile")]
    [InlineData("/merchant/events/1/replay")]
    [InlineData("/merchant/events/1/dismiss")]
    [InlineData("/merchant/events/replay-dead")]
    [InlineData("/merchant/payments/{0}/refund")]
    [InlineData("/merchant/sweep")]
    public async Task Actions_WithoutToken_DoNothing(string address)
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Inbox.Add("payment.paid", "{}", InboxState.Dead);

        var answer = await app.OpenBrowser(asMerchant: true).PostAsync(string.Format(null, address, app.Payment.AttemptId));

        answer.Status.ShouldBe(400);
        app.Provider.TimesAsked.ShouldBe(0);
        app.Inbox.Replays.ShouldBeEmpty();
        app.Inbox.Dismissals.ShouldBeEmpty();
        app.Actions.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sweep_Now_LooksAtPaymentsThatAreNotDueYet()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 50m);
        var merchant = app.OpenBrowser(asMerchant: true);

        var answer = await merchant.SubmitAsync(await merchant.GetAsync("/merchant"), "form");

        app.Payment.State.WasPaid.ShouldBeTrue();
        var page = await merchant.GetAsync(answer.Location!);
        page.Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("Payments looked at: 1");
    }

    [Fact]
    public async Task Actions_AreKeptWithWhoDidThemAndWhatCameOfThem()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Inbox.Add("payment.paid", "{}", InboxState.Dead);
        var merchant = app.OpenBrowser(asMerchant: true);

        await merchant.SubmitAsync(await merchant.GetAsync($"/merchant/payments/{app.Payment.AttemptId}"), "form");
        await merchant.SubmitAsync(await merchant.GetAsync("/merchant/events/1"), "form");
        await merchant.SubmitAsync(await merchant.GetAsync("/merchant/events?state=dead"), "form[method=post]");
        await merchant.SubmitAsync(await merchant.GetAsync("/merchant"), "form");

        var page = await merchant.GetAsync("/merchant/actions");
        page.Document.QuerySelectorAll("tbody tr").Select(static row => row.Children[2].TextContent.Trim()).ShouldBe(
            ["Looked at all open payments", "Replayed all dead letters", "Replayed an event", "Asked the provider"]);
        page.Document.QuerySelectorAll("tbody tr").ShouldAllBe(static row => row.Children[1].TextContent == "merchant" && row.Children[3].TextContent.Trim() == "Done");
    }

    [Fact]
    public async Task Health_DeadLetters_SaysWhatToDo()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", "{}", InboxState.Dead);

        var page = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant/health");

        page.Document.QuerySelectorAll(".pp-facts > div").Select(static line => line.TextContent).First(static text => text.StartsWith("Event inbox", StringComparison.Ordinal))
            .ShouldContain("dead letters: look at their errors, then replay or dismiss them");
    }

    [Fact]
    public async Task Payment_SettlementFailed_IsAFindingAndAFact()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 50m, settlement: SettlementState.Failed);
        await app.ReconcileAsync();

        var page = await app.OpenBrowser(asMerchant: true).GetAsync($"/merchant/payments/{app.Payment.AttemptId}");

        page.Document.QuerySelector(".pp-finding")!.TextContent.ShouldContain("could not settle it");
        page.Document.QuerySelector(".pp-facts")!.TextContent.ShouldContain("SettlementFailed");
    }

    [Fact]
    public async Task Events_Search_NarrowsTheList()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", "{}");
        app.Inbox.Add("payment.refunded", "{}");
        app.Inbox.Add("payment.paid.again", "{}", InboxState.Dead);
        var merchant = app.OpenBrowser(asMerchant: true);

        var page = await merchant.GetAsync("/merchant/events?text=paid&state=done&provider=&before=");

        page.Document.QuerySelectorAll("tbody a").Select(static link => link.TextContent).ShouldBe(["payment.paid"]);
        page.Document.QuerySelector("input[name=text]")!.GetAttribute("value").ShouldBe("paid");
        page.Document.QuerySelector(".pp-merchant-top .pp-badge")!.TextContent.ShouldBe("1");
    }

    [Fact]
    public async Task Event_ShowsItsBodyEscapedAndWithoutTheSignature()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", """{"id":"1","amount":12.30,"note":"<script>alert(1)</script> it's","meta":{"signature":"5ec4e7"}}""");

        var page = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant/events/1");

        var body = page.Document.QuerySelector("pre")!.TextContent;
        body.ShouldContain("\"note\": \"<script>alert(1)</script> it's\"");
        body.ShouldContain("\"amount\": 12.30");
        body.ShouldContain("\"signature\": \"(signature, not shown)\"");
        page.Text.ShouldNotContain("5ec4e7");
        page.Document.QuerySelectorAll("script").ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_BodyIsNotJson_IsShownAsItCame()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("broken", "{\"half\":", InboxState.Dead);

        var page = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant/events/1");

        page.Document.QuerySelector("pre")!.TextContent.ShouldBe("{\"half\":");
    }

    [Fact]
    public async Task Event_HandlerGaveUp_ShowsTheErrorAndReplays()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", "{}", InboxState.Dead, null,
            new InboxDelivery { Handler = "mail", State = DeliveryState.Dead, Attempts = 8, LastError = "mail server said <no>" });
        var merchant = app.OpenBrowser(asMerchant: true);
        var page = await merchant.GetAsync("/merchant/events/1");
        page.Document.QuerySelector(".pp-delivery")!.TextContent.ShouldContain("mail server said <no>");

        var answer = await merchant.SubmitAsync(page, "form");

        app.Inbox.Replays.ShouldHaveSingleItem().Id.ShouldBe(1);
        var after = await merchant.GetAsync(answer.Location!);
        after.Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("Handed out again: 1");
    }

    [Fact]
    public async Task Event_Dismissed_IsNoDeadLetterAnyMoreAndSaysWhoDidIt()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", "{}", InboxState.Dead, null, new InboxDelivery { Handler = "mail", State = DeliveryState.Dead, Attempts = 8 });
        var merchant = app.OpenBrowser(asMerchant: true);

        var answer = await merchant.SubmitAsync(await merchant.GetAsync("/merchant/events/1"), "form[action$=dismiss]");

        app.Inbox.Dismissals.ShouldBe([(1, "merchant")]);
        var after = await merchant.GetAsync(answer.Location!);
        after.Document.QuerySelector("[role=status]")!.TextContent.ShouldBe("Dismissed.");
        after.Document.QuerySelector(".pp-delivery")!.TextContent.ShouldContain("Dismissed");
        after.Document.QuerySelector(".pp-facts")!.TextContent.ShouldContain("by merchant");
        after.Document.QuerySelectorAll("form[action$=dismiss]").ShouldBeEmpty();
        after.Document.QuerySelectorAll("form[action$=replay]").ShouldHaveSingleItem();
        var actions = await merchant.GetAsync("/merchant/actions");
        actions.Document.QuerySelector("tbody tr a[href$='/events/1']").ShouldNotBeNull();
        actions.Document.QuerySelector("tbody tr")!.TextContent.ShouldContain("Dismissed an event");
    }

    [Fact]
    public async Task DeadLetters_ReplayAll_ReplaysTheDeadOnly()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("a", "{}", InboxState.Dead);
        app.Inbox.Add("b", "{}");
        var merchant = app.OpenBrowser(asMerchant: true);
        var page = await merchant.GetAsync("/merchant/events?state=dead");
        page.Heading.ShouldBe("Dead letters");

        await merchant.SubmitAsync(page, "form[method=post]");

        app.Inbox.Replays.ShouldHaveSingleItem().Query.State.ShouldBe(InboxState.Dead);
    }

    [Fact]
    public async Task Order_ShowsAllItsAttempts()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();

        var page = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant/orders/A-1");

        page.Heading.ShouldBe("Order A-1");
        page.Document.QuerySelectorAll("tbody tr").ShouldHaveSingleItem();
        page.Document.QuerySelector(".pp-facts")!.TextContent.ShouldContain("<b>Ada</b>");
    }

    [Fact]
    public async Task Find_ByOrderNumberOrEitherId_ShowsThePayment()
    {
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        await app.OpenPayingBrowserAsync();
        var merchant = app.OpenBrowser(asMerchant: true);

        foreach (var text in new[] { "A-1", app.Payment.PaymentId, app.Payment.AttemptId })
        {
            var page = await merchant.GetAsync($"/merchant?find=%20{text}%20");
            page.Document.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("A-1");
            page.Document.QuerySelector("input[name=find]")!.GetAttribute("value").ShouldBe(text);
        }

        (await merchant.GetAsync("/merchant?find=%3Cb%3E")).Text.ShouldContain("There is no order and no payment &lt;b&gt;.");
        (await merchant.GetAsync("/merchant?find=" + FakeShopOrders.Foreign)).Location.ShouldBe("/merchant/orders/" + FakeShopOrders.Foreign);
    }

    [Fact]
    public async Task Event_RawBody_IsTheBytesThatCameAsAFile()
    {
        const string Body = """{ "id":"1",  "note":"<script>", "meta":{"signature":"5ec4e7"}}""";
        await using var app = await StorefrontApp.StartAsync(WithPolicy);
        app.Inbox.Add("payment.paid", Body);

        var raw = await app.OpenBrowser(asMerchant: true).GetAsync("/merchant/events/1/raw");

        raw.Text.ShouldBe(Body);
        raw.ContentType.ShouldBe("application/octet-stream");
        raw.Header("X-Content-Type-Options").ShouldBe("nosniff");
        (await app.OpenBrowser(asMerchant: true).GetAsync("/merchant/events/9/raw")).Status.ShouldBe(404);
    }
}
