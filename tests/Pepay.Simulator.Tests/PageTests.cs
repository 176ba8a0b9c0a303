using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class PageTests
{
    private const string Shop = "http://127.0.0.1:9/return?order=1001";

    [Fact]
    public async Task Pepay_UnpaidInvoice_ShowsWhatToPayAndEveryButton()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { MerchantName = "Books <& more>" });
        var url = await PaymentUrlAsync(sim);

        var page = await ReadAsync(sim, url);

        page.QuerySelector("h1")!.TextContent.ShouldBe("$49.99");
        page.Body!.TextContent.ShouldContain("Books <& more>");
        TestIds(page).ShouldBe(["pay-full", "pay-and-close", "expire", "partial-amount", "pay-partial", "back-to-shop", "paid", "remaining", "status"], ignoreOrder: true);
        page.QuerySelectorAll("input[name=token]").Length.ShouldBeGreaterThan(2);
        EveryFieldHasALabel(page);
    }

    [Fact]
    public async Task Pepay_TooLittleThenTheRest_EndsAtTheShop()
    {
        await using var sim = await Sim.StartAsync();
        var url = await PaymentUrlAsync(sim);

        var partial = await PressAsync(sim, url, ("action", "pay-partial"), ("amount", "10.5"));
        var page = await ReadAsync(sim, partial.Location!);
        var rest = await PressAsync(sim, url, ("action", "pay-remaining"));

        partial.Status.ShouldBe(HttpStatusCode.SeeOther);
        partial.Location.ShouldBe(url);
        page.QuerySelector("[data-testid=remaining]")!.TextContent.ShouldBe("$39.49");
        TestIds(page).ShouldContain("pay-remaining");
        TestIds(page).ShouldNotContain("pay-full");
        page.QuerySelectorAll("input[name=token]").Length.ShouldBe(1);
        rest.Status.ShouldBe(HttpStatusCode.SeeOther);
        rest.Location.ShouldBe(Shop);
    }

    [Fact]
    public async Task Pepay_PayAndClose_PaysWithoutLeavingThePage()
    {
        await using var sim = await Sim.StartAsync();
        var url = await PaymentUrlAsync(sim);

        var pressed = await PressAsync(sim, url, ("action", "pay-and-close"), ("token", "5"));
        var page = await ReadAsync(sim, pressed.Location!);

        pressed.Location!.ShouldStartWith(sim.Server.PepayUrl);
        page.QuerySelector("[role=status]")!.TextContent.ShouldContain("close this tab");
        (await sim.PepayAsync("GET", "/api/v1/invoices")).Json["data"]![0]!["payer_wallet_network"]!.ToString().ShouldBe("solana");
    }

    [Fact]
    public async Task Pepay_LetItExpire_TakesNoMoneyAfterwards()
    {
        await using var sim = await Sim.StartAsync();
        var url = await PaymentUrlAsync(sim);

        await PressAsync(sim, url, ("action", "expire"));
        var page = await ReadAsync(sim, url);
        var late = await PressAsync(sim, url, ("action", "pay-full"));

        TestIds(page).ShouldBe(["paid", "remaining", "status", "back-to-shop"], ignoreOrder: true);
        page.QuerySelector("[data-testid=status]")!.TextContent.ShouldBe("expired");
        late.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("a lot")]
    public async Task Pepay_AmountThatIsNone_IsSaidOnThePage(string amount)
    {
        await using var sim = await Sim.StartAsync();
        var url = await PaymentUrlAsync(sim);

        var pressed = await PressAsync(sim, url, ("action", "pay-partial"), ("amount", amount));

        pressed.Status.ShouldBe(HttpStatusCode.BadRequest);
        Parse(pressed.Text).QuerySelector("[role=alert]")!.TextContent.ShouldContain("Enter an amount");
    }

    [Fact]
    public async Task Pepay_WrongSignature_IsNotFound()
    {
        await using var sim = await Sim.StartAsync();
        var url = await PaymentUrlAsync(sim);

        using var answer = await sim.Http.GetAsync(url + "x");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task XPay_OpenIntent_ShowsACardFormThatSendsNoCard()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { XPayWebhookUrl = receiver.Url });
        var url = (await sim.IntentAsync())["fwdUrl"]!.ToString();

        var page = await ReadAsync(sim, url);
        await ReadAsync(sim, url);
        await sim.Server.FlushAsync();

        page.QuerySelector("h1")!.TextContent.ShouldBe("USD 49.99");
        TestIds(page).ShouldBe(["pay", "pay-and-close", "decline", "cancel", "status"], ignoreOrder: true);
        page.QuerySelectorAll("input").ShouldAllBe(input => input.GetAttribute("name") == null);
        EveryFieldHasALabel(page);
        receiver.Received.Select(item => item.Type).ShouldBe(["intent.created", "intent.checkout_opened"]);
    }

    [Fact]
    public async Task XPay_DeclineThenPay_ReturnsToTheShopWithTheIntent()
    {
        await using var sim = await Sim.StartAsync();
        var intent = await sim.IntentAsync(new JsonObject { ["callbackUrl"] = Shop });
        var url = intent["fwdUrl"]!.ToString();
        var back = $"{Shop}&xpay_intent_id={intent["xIntentId"]}";

        var declined = await PressAsync(sim, url, ("action", "decline"), ("code", "expired_card"));
        var page = await ReadAsync(sim, url);
        var paid = await PressAsync(sim, url, ("action", "pay"), ("brand", "mastercard"));
        var again = await PressAsync(sim, url, ("action", "pay"));

        declined.Location.ShouldBe(back);
        page.QuerySelector("[role=alert]")!.TextContent.ShouldContain("expired_card");
        paid.Location.ShouldBe(back);
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.XPayAsync("GET", $"/payments/v2/get-intent/{intent["xIntentId"]}?expand=succeeded_charge"))["succeededCharge.paymentMetadata.cardMetadata.brand"].ShouldBe("mastercard");
    }

    [Fact]
    public async Task XPay_Cancel_GoesToTheCancelUrl()
    {
        await using var sim = await Sim.StartAsync();
        var intent = await sim.IntentAsync(new JsonObject { ["cancelUrl"] = "http://127.0.0.1:9/cancel" });

        var pressed = await PressAsync(sim, intent["fwdUrl"]!.ToString(), ("action", "cancel"));

        pressed.Location.ShouldBe($"http://127.0.0.1:9/cancel?xpay_intent_id={intent["xIntentId"]}");
    }

    [Fact]
    public async Task XPay_SubscriptionAndSetupPages_DoWhatTheirButtonsSay()
    {
        await using var sim = await Sim.StartAsync();
        var customer = (await sim.XPayAsync("POST", "/customer/create", new JsonObject { ["customerDetails"] = new JsonObject { ["name"] = "Jane" } }))["customerId"]!;
        var setup = await sim.XPayAsync("POST", "/setup-method/create", new JsonObject { ["currency"] = "USD", ["customerId"] = customer, ["callbackUrl"] = "http://127.0.0.1:9/saved" });

        var page = await ReadAsync(sim, setup["fwdUrl"]!);
        var pressed = await PressAsync(sim, setup["fwdUrl"]!, ("action", "save"));

        TestIds(page).ShouldBe(["save", "decline", "cancel"]);
        pressed.Location.ShouldBe($"http://127.0.0.1:9/saved?setup_method_id={setup["setupMethodId"]}");
        (await sim.XPayAsync("GET", $"/setup-method/{setup["setupMethodId"]}"))["status"].ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task Index_AfterSomeWork_LinksToThePaymentPages()
    {
        await using var sim = await Sim.StartAsync();
        var url = await PaymentUrlAsync(sim);
        var intent = await sim.IntentAsync();
        await sim.PepayAsync("GET", "/api/v1/nothing");

        var page = await ReadAsync(sim, sim.Server.BaseUrl + "/");

        page.QuerySelectorAll("a").Select(link => link.GetAttribute("href")).ShouldContain(url);
        page.QuerySelectorAll("a").Select(link => link.GetAttribute("href")).ShouldContain(intent["fwdUrl"]!.ToString());
        page.Body!.TextContent.ShouldContain("There is no such operation.");
        (await sim.Http.GetStringAsync(sim.Server.BaseUrl + page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href"))).ShouldContain("--accent");
    }

    private static async Task<string> PaymentUrlAsync(Sim sim) =>
        (await sim.InvoiceAsync(new JsonObject { ["payment_return_url"] = Shop }))["payment_url"]!.ToString();

    private static async Task<IDocument> ReadAsync(Sim sim, string url) => Parse(await sim.Http.GetStringAsync(url));

    private static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static async Task<(HttpStatusCode Status, string? Location, string Text)> PressAsync(Sim sim, string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await sim.Http.PostAsync(url, form);
        return (answer.StatusCode, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string?> TestIds(IDocument page) => page.QuerySelectorAll("[data-testid]").Select(element => element.GetAttribute("data-testid"));

    private static void EveryFieldHasALabel(IDocument page)
    {
        foreach (var field in page.QuerySelectorAll("input, select"))
            (field.Closest("label") is not null || page.QuerySelectorAll("label").OfType<IHtmlLabelElement>().Any(label => label.HtmlFor == field.Id)).ShouldBeTrue(field.OuterHtml);
    }
}
