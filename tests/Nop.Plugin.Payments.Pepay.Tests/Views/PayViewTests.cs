using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Checkout.Models;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Runtime.Checkout;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Views;

/// <summary>The shop's payment page as a browser gets it.</summary>
public sealed class PayViewTests
{
    private static readonly PaymentAsset Token = new("t", "<b>EVIL</b>", "Evil", "Net<i>work</i>", null);

    [Fact]
    public async Task Customer_ChoosesPaysHalfAndTheRest_WithThePagesOwnForms()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        using var browser = new ShopBrowser();
        var order = await shop.PlaceOrderAsync(20m);
        var address = await shop.RedirectAsync(order);

        var choice = await browser.OpenAsync(address);
        choice.QuerySelector("body.public h1")!.TextContent.ShouldBe("Pay 20.00 USD");
        choice.QuerySelectorAll("form input[type=radio][name=asset]").Length.ShouldBeGreaterThan(1);
        choice.QuerySelectorAll("label")[0].TextContent.Trim().ShouldMatch(@"^\S+ \(.+\)$");
        browser.Refresh.ShouldBeNull();

        var quote = await browser.SubmitAsync(choice);
        quote.QuerySelector("svg path")!.GetAttribute("d").ShouldNotBeNullOrEmpty();
        quote.QuerySelector("svg")!.GetAttribute("viewBox")!.ShouldMatch(@"^0 0 (\d+) \1$");
        quote.QuerySelector("td code")!.TextContent.ShouldNotBeNullOrWhiteSpace();
        quote.QuerySelector("style")!.TextContent.ShouldContain(":where(.pepay-payment-page code) { overflow-wrap: anywhere; }");
        quote.QuerySelector("td strong")!.TextContent.ShouldMatch(@"^[\d.]+ \S+$");
        quote.QuerySelector("a[href$='?choose=true']")!.GetAttribute("href").ShouldBe(new Uri(address).AbsolutePath + "?choose=true");
        browser.Refresh.ShouldBe("10");

        var payment = (await shop.PaymentsAsync(order))[0].PaymentId!;
        simulator.PayInvoice(payment, 12m);
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order))[0].State.Received == 12m);
        var rest = await browser.OpenAsync(address);
        rest.QuerySelector("h1")!.TextContent.ShouldBe("Pay 8.00 USD");
        rest.QuerySelector("[role=status]")!.TextContent.ShouldBe("12.00 USD has arrived. 8.00 USD is still missing.");
        var restQuote = await browser.SubmitAsync(rest);
        restQuote.QuerySelector("td code").ShouldNotBeNull();
        restQuote.QuerySelector("a[href$='?choose=true']").ShouldBeNull();

        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        await browser.OpenAsync(address);
        browser.Address!.AbsolutePath.ShouldBe($"/checkout/completed/{order.Id}");
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ended_ButtonLeadsToANewPayment_InGerman()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        using var browser = new ShopBrowser();
        shop.State.Language = 2;
        var order = await shop.PlaceOrderAsync(20m);
        var address = await shop.RedirectAsync(order);
        simulator.ExpireInvoice((await shop.PaymentsAsync(order))[0].PaymentId!);

        IHtmlDocument? ended = null;
        await Eventually.TrueAsync(async () => (ended = await browser.OpenAsync(address)).QuerySelector("form")?.GetAttribute("action")!.EndsWith("/Again", StringComparison.Ordinal) == true);
        ended!.QuerySelector("h1")!.TextContent.ShouldBe("20.00 USD bezahlen");
        ended.QuerySelector("form button")!.TextContent.ShouldBe("Neue Zahlung beginnen");
        ended.QuerySelectorAll("code, svg, a[rel=noreferrer]").ShouldBeEmpty();

        var next = await browser.SubmitAsync(ended);
        browser.Address!.AbsolutePath.ShouldNotBe(new Uri(address).AbsolutePath);
        next.QuerySelectorAll("input[type=radio]").ShouldNotBeEmpty();
        (await shop.PaymentsAsync(order)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task FormWithoutTheShopsToken_AndAnotherCustomer_AreRefused()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var address = await shop.RedirectAsync(await shop.PlaceOrderAsync(20m));
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["asset"] = "1" });

        (await http.PostAsync(new Uri(address + "/Choose"), form)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        shop.State.Customer = FakeShopState.Buyer + 1;
        (await http.GetAsync(new Uri(address))).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task QuoteIsOver_PageOffersAFreshOneInsteadOfTheAddress()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);

        var page = await shop.RenderAsync(PepayDefaults.Views + "Pay.cshtml", Model() with { MinutesLeft = 0 });

        page.QuerySelector("[role=status]")!.TextContent.ShouldStartWith("The amount no longer holds.");
        page.QuerySelectorAll("code, svg").ShouldBeEmpty();
        page.QuerySelector<IHtmlButtonElement>("form button.button-1")!.Value.ShouldBe(Token.Id);
    }

    [Fact]
    public async Task TextOfTheProvider_IsNeverMarkup()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);

        var quote = await shop.RenderAsync(PepayDefaults.Views + "Pay.cshtml", Model());
        var choice = await shop.RenderAsync(PepayDefaults.Views + "Pay.cshtml", Model() with { Quote = null, Assets = [Token with { WhyUnavailable = "<b>Too little</b>" }] });
        var step = await shop.RenderAsync(PepayDefaults.Views + "PaymentInfo.cshtml", new PaymentInfoModel(PepayDefaults.PepayProvider, true, [Token]));

        foreach (var page in new[] { quote, choice, step })
            page.QuerySelectorAll("b, i").ShouldBeEmpty();
        quote.Title.ShouldBe("Pay 20.00 USD");
        choice.Title.ShouldBe("Pay 20.00 USD");
        quote.QuerySelectorAll("p").Select(static line => line.TextContent).ShouldContain("Send only <b>EVIL</b>, and only on Net<i>work</i>: anything else may be lost.");
        quote.QuerySelectorAll("p").Select(static line => line.TextContent).ShouldContain("For your order <i>7</i>.");
        choice.QuerySelector<IHtmlInputElement>("input[type=radio]")!.IsDisabled.ShouldBeTrue();
    }

    [Fact]
    public async Task StepBeforeTheOrder_OffersTheTokens_OrSaysWhereThePaymentIsMade()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);

        var step = await shop.RenderAsync(PepayDefaults.Views + "PaymentInfo.cshtml", new PaymentInfoModel(PepayDefaults.PepayProvider, true, [Token, Token with { Symbol = "USDT", Network = "Tron" }]));
        var options = step.QuerySelectorAll<IHtmlOptionElement>($"select[name='{PaymentInfoModel.Field}'] option").ToList();
        options.Select(static option => option.Value).ShouldBe(["", "<b>EVIL</b> (Net<i>work</i>)", "USDT (Tron)"]);
        options[0].TextContent.ShouldBe("Choose after the order");
        step.QuerySelector("label")!.GetAttribute("for").ShouldBe(step.QuerySelector("select")!.Id);

        var elsewhere = await shop.RenderAsync(PepayDefaults.Views + "PaymentInfo.cshtml", new PaymentInfoModel(PepayDefaults.XPayProvider));
        elsewhere.QuerySelector("select").ShouldBeNull();
        elsewhere.QuerySelector("p")!.TextContent.ShouldStartWith("You will be taken to xPay");
    }

    private static PayModel Model() => new()
    {
        AttemptId = "attempt",
        OrderNumber = "<i>7</i>",
        OrderUrl = "http://localhost/orderdetails/7",
        Missing = "20.00 USD",
        Quote = new TransferQuote { Asset = Token, Address = "address", Amount = "20.5" },
        MinutesLeft = 3,
    };

    private static Task<FakeShop> StartAsync(SimulatorServer simulator) =>
        FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.embeddedcheckout", 0)] = true);
}
