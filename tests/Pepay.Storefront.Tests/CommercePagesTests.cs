using Pepay.Runtime.Commerce;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>Goods of other shops, from the cart to the order.</summary>
public sealed class CommercePagesTests
{
    private const string OrderPage = "/elsewhere/orders/" + FakeCommerce.OrderId;
    private readonly FakeCommerce provider = new();

    private static readonly (string Name, string Value)[] Address =
    [
        ("FirstName", "Ada"), ("LastName", "Lovelace"), ("Street", "12 Way"), ("City", "Portland"), ("State", "OR"), ("PostalCode", "97201"), ("Country", "us"),
        ("Phone", "+1 503"), ("Email", "ada@example.org"),
    ];

    [Theory]
    [InlineData(null, true)]
    [InlineData("/elsewhere", false)]
    public async Task Pages_WithoutAPathOrAnAccount_DoNotExist(string? path, bool hasCommerce)
    {
        await using var app = await StorefrontApp.StartAsync(options => options.CommercePath = path, new FakeCommerce { HasCommerce = hasCommerce });

        (await app.OpenBrowser().GetAsync("/elsewhere")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Search_WhileNothingCanBeBought_SaysSoAndOffersNothing()
    {
        await using var app = await StartAsync();
        provider.IsAvailable = false;

        var page = await app.OpenBrowser().GetAsync("/elsewhere?q=cable");

        page.Status.ShouldBe(503);
        page.Text.ShouldContain("Nothing can be bought from other shops at the moment");
        page.Document.QuerySelectorAll(".pp-goods, form[role=search]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Search_TooOftenInAMinute_IsToldToWaitAndCostsNothing()
    {
        await using var app = await StorefrontApp.StartAsync(
            static options =>
            {
                options.CommercePath = "/elsewhere";
                options.CommerceSearchesPerMinute = 3;
            },
            provider);
        var browser = app.OpenBrowser();
        Page? product = null;
        foreach (var address in (string[])["/elsewhere?q=cable", "/elsewhere/products/cable-1?q=cable", "/elsewhere"])
            product = await browser.GetAsync(address) is { Status: 200 } page && address.Contains("products", StringComparison.Ordinal) ? page : product;
        product.ShouldNotBeNull();

        var refused = await browser.GetAsync("/elsewhere/products/cable-1?q=cable");

        (refused.Status, refused.Header("Retry-After"), refused.Heading).ShouldBe((429, "60", "That was a lot of searching"));
        (await app.OpenBrowser().GetAsync("/elsewhere?q=cable")).Status.ShouldBe(429, "a new cookie is no new visitor");
        (await browser.GetAsync("/elsewhere")).Status.ShouldBe(429, "it asks the provider, too");
        (await browser.SubmitAsync(product, "form.pp-buy")).Status.ShouldBe(429, "what is put in the cart is searched for");
        (await browser.GetAsync("/elsewhere/cart")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Place_WhatWasRefusedOrPutInMeanwhile_StaysInTheCart()
    {
        await using var app = await StartAsync();
        var browser = await FillCartAsync(app);
        var confirm = await browser.SubmitAsync(await browser.GetAsync("/elsewhere/checkout"), "form.pp-fields", Address);
        await browser.SubmitAsync(await browser.GetAsync("/elsewhere/products/cable-1?q=cable"), "form.pp-buy", ("quantity", "3"));

        (await browser.SubmitAsync(confirm, "form.pp-form")).Status.ShouldBe(303);

        var cart = await browser.GetAsync("/elsewhere/cart");
        cart.Document.QuerySelector("input.pp-quantity")!.GetAttribute("value").ShouldBe("3");
    }

    [Theory]
    [InlineData("/elsewhere/products/cable-1")]
    [InlineData("/elsewhere/products/cable-1?q=nothing")]
    [InlineData("/elsewhere/products/unknown?q=cable")]
    public async Task Product_ThatTheSearchDoesNotFind_IsNone(string address)
    {
        await using var app = await StartAsync();

        (await app.OpenBrowser().GetAsync(address)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Cart_TakesTitleAndPriceFromTheProvider_AndAddsUp()
    {
        await using var app = await StartAsync();
        var browser = app.OpenBrowser();
        var product = await browser.GetAsync("/elsewhere/products/cable-1?q=cable");

        await browser.SubmitAsync(product, "form.pp-buy", ("quantity", "2"), ("title", "forged"), ("price", "0.01"));
        await browser.SubmitAsync(product, "form.pp-buy", ("quantity", "3"));
        var cart = await browser.GetAsync("/elsewhere/cart");

        cart.Document.QuerySelector("input[name=quantity][type=number]")!.GetAttribute("value").ShouldBe("5");
        cart.Text.ShouldContain("50.00 USD");
        cart.Text.ShouldNotContain("forged");
        var emptied = await browser.SubmitAsync(cart, "form:has(input[value='0'])");
        emptied.Location.ShouldBe("/elsewhere/cart");
        (await browser.GetAsync("/elsewhere/cart")).Text.ShouldContain("There is nothing in it yet.");
    }

    [Fact]
    public async Task Cart_SoldOut_TakesNothing()
    {
        await using var app = await StartAsync();
        var browser = app.OpenBrowser();
        var product = await browser.GetAsync("/elsewhere/products/console-1?q=console");
        var other = await browser.GetAsync("/elsewhere/products/cable-1?q=cable");

        var added = await browser.SubmitAsync(other, "form.pp-buy", ("product", FakeCommerce.SoldOut));

        product.Document.QuerySelectorAll("form.pp-buy").ShouldBeEmpty();
        added.Status.ShouldBe(409);
        (await browser.GetAsync("/elsewhere/cart")).Text.ShouldContain("There is nothing in it yet.");
    }

    [Fact]
    public async Task Cart_TooMuchForOneOrder_SaysHowMuchIsPossible()
    {
        await using var app = await StartAsync();
        var browser = await FillCartAsync(app, quantity: 51);

        var page = await browser.GetAsync("/elsewhere/checkout");

        page.Status.ShouldBe(422);
        page.Text.ShouldContain("500.00 USD");
        provider.Estimates.ShouldBe(0);
    }

    [Fact]
    public async Task Order_FormSentTwice_IsAskedForUnderOneKey()
    {
        await using var app = await StartAsync();
        var (browser, confirm) = await ConfirmAsync(app);

        var first = await browser.SubmitAsync(confirm, "form.pp-form", ("refund", FakeCommerce.Refund));
        var second = await browser.SubmitAsync(confirm, "form.pp-form", ("refund", FakeCommerce.Refund));

        first.Location.ShouldBe(OrderPage);
        second.Location.ShouldBe(OrderPage);
        provider.Placed.Distinct().ShouldHaveSingleItem().Refund.ShouldBe(FakeCommerce.Refund);
        provider.Address!.Country.ShouldBe("US");
        var order = await browser.GetAsync(OrderPage);
        order.Document.QuerySelector("a[target=_blank]")!.GetAttribute("href").ShouldBe("https://pay.acme.example/foreign");
        (await browser.GetAsync("/elsewhere/cart")).Text.ShouldContain("There is nothing in it yet.");
        (await browser.GetAsync("/elsewhere/orders")).Document.QuerySelectorAll(".pp-lines a").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Order_TheAnswerGetsLost_IsTheSameOrderWhenAskedAgain()
    {
        await using var app = await StartAsync();
        var (browser, confirm) = await ConfirmAsync(app);
        provider.Lost.Add(nameof(ICommerce.PlaceAsync));
        var lost = await browser.SubmitAsync(confirm, "form.pp-form");
        provider.Lost.Clear();

        var again = await browser.SubmitAsync(lost, "form.pp-form");

        lost.Status.ShouldBe(422);
        lost.Text.ShouldContain("never made twice");
        again.Location.ShouldBe(OrderPage);
        provider.Placed.Count.ShouldBe(2);
        provider.Placed.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Order_IsRefused_NothingIsOrderedAndTheCartStays()
    {
        await using var app = await StartAsync();
        var (browser, confirm) = await ConfirmAsync(app);
        provider.Refused.Add(nameof(ICommerce.PlaceAsync));

        var refused = await browser.SubmitAsync(confirm, "form.pp-form");

        refused.Status.ShouldBe(422);
        refused.Text.ShouldContain("nothing was charged");
        (await browser.GetAsync("/elsewhere/cart")).Document.QuerySelectorAll(".pp-lines li").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    public async Task Order_WithAForgedTicket_IsNotMade(string ticket)
    {
        await using var app = await StartAsync();
        var (browser, confirm) = await ConfirmAsync(app);

        (await browser.SubmitAsync(confirm, "form.pp-form", ("ticket", ticket))).Status.ShouldBe(400);
        provider.Placed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_WithAnotherBrowsersTicket_IsNotMade()
    {
        await using var app = await StartAsync();
        var (_, confirm) = await ConfirmAsync(app);
        var (stranger, own) = await ConfirmAsync(app);
        var stolen = confirm.Document.QuerySelector("input[name=ticket]")!.GetAttribute("value")!;

        (await stranger.SubmitAsync(own, "form.pp-form", ("ticket", stolen))).Status.ShouldBe(400);
        provider.Placed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_AfterTheEstimateExpired_IsKeptAndThePriceAskedAnew()
    {
        await using var app = await StartAsync();
        var browser = await FillCartAsync(app);
        var form = await browser.GetAsync("/elsewhere/checkout");
        app.Time.Advance(TimeSpan.FromMinutes(16));

        var renewed = await browser.SubmitAsync(form, "form.pp-fields", Address);

        renewed.Status.ShouldBe(422);
        renewed.Text.ShouldContain("The price no longer held");
        renewed.Document.QuerySelector("#address-Street")!.GetAttribute("value").ShouldBe("12 Way");
        provider.Estimates.ShouldBe(2);
        (await browser.SubmitAsync(renewed, "form.pp-fields")).Heading.ShouldBe("Check and order");
    }

    [Fact]
    public async Task Address_Incomplete_MarksWhatIsMissing()
    {
        await using var app = await StartAsync();
        var browser = await FillCartAsync(app);

        var marked = await browser.SubmitAsync(await browser.GetAsync("/elsewhere/checkout"), "form.pp-fields", [.. Address, ("City", ""), ("Country", "Narnia"), ("Email", "nonsense")]);

        marked.Status.ShouldBe(422);
        marked.Document.QuerySelectorAll("[aria-invalid=true]").Select(static field => field.Id).ShouldBe(["address-City", "address-Country", "address-Email"]);
        marked.Document.QuerySelectorAll("[aria-invalid=true]").ShouldAllBe(field => marked.Document.GetElementById(field.GetAttribute("aria-describedby")!) != null);
    }

    [Fact]
    public async Task Address_ThatNothingCanBeSentTo_CanBeCorrected()
    {
        await using var app = await StartAsync();
        var browser = await FillCartAsync(app);
        provider.Refused.Add(nameof(ICommerce.SetAddressAsync));
        var refused = await browser.SubmitAsync(await browser.GetAsync("/elsewhere/checkout"), "form.pp-fields", Address);
        provider.Refused.Clear();

        refused.Status.ShouldBe(422);
        refused.Text.ShouldContain("Nothing can be sent to this address");
        var unsure = await browser.SubmitAsync(refused, "form.pp-fields", ("City", "Nowhere"));
        unsure.Heading.ShouldBe("Check and order");
        unsure.Text.ShouldContain("We are not sure that this address exists");
    }

    [Fact]
    public async Task Wallet_IsChosenOnceAndKept()
    {
        await using var app = await StartAsync();
        var browser = app.OpenBrowser();
        var form = await browser.GetAsync("/elsewhere/wallet");
        var wrong = await browser.SubmitAsync(form, "form.pp-fields", ("wallet", "nonsense"));
        await browser.SubmitAsync(form, "form.pp-fields", ("wallet", "0xfirst"), ("network", "south"));

        await browser.SubmitAsync(form, "form.pp-fields", ("wallet", "0xsecond"), ("network", "north"));

        wrong.Status.ShouldBe(422);
        await browser.SubmitAsync(await browser.GetAsync("/elsewhere/products/cable-1?q=cable"), "form.pp-buy");
        (await browser.GetAsync("/elsewhere/wallet")).Document.QuerySelectorAll("form").ShouldBeEmpty();
        var confirm = await browser.SubmitAsync(await browser.GetAsync("/elsewhere/checkout"), "form.pp-fields", Address);
        confirm.Document.QuerySelector("#refund")!.GetAttribute("value").ShouldBe("0xfirst", "refunds go out on the wallet's own network");
        await browser.SubmitAsync(confirm, "form.pp-form");
        provider.Placed.ShouldHaveSingleItem().Shopper.Wallet.ShouldBe(new CommerceWallet("0xfirst", "south"));
    }

    [Fact]
    public async Task Order_AnotherBrowser_SeesAndCancelsNothing()
    {
        await using var app = await StartAsync();
        var owner = await OrderAsync(app);
        var stranger = await FillCartAsync(app);
        var token = (await owner.GetAsync(OrderPage + "/cancel")).Document.QuerySelector("form[action$=cancel] input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var strangersToken = (await stranger.GetAsync("/elsewhere/cart")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        foreach (var browser in (Browser[])[stranger, app.OpenBrowser()])
        {
            (await browser.GetAsync(OrderPage)).Status.ShouldBe(404);
            (await browser.GetAsync(OrderPage + "/events")).Status.ShouldBe(404);
            (await browser.GetAsync(OrderPage + "/cancel")).Status.ShouldBe(404);
            (await browser.GetAsync("/elsewhere/orders")).Document.QuerySelectorAll(".pp-lines a").ShouldBeEmpty();
        }

        (await stranger.PostAsync(OrderPage + "/cancel", ("__RequestVerificationToken", strangersToken))).Status.ShouldBe(404);
        (await stranger.PostAsync(OrderPage + "/cancel", ("__RequestVerificationToken", token))).Status.ShouldBe(400);
        (await owner.PostAsync(OrderPage + "/cancel")).Status.ShouldBe(400, "no form token");
        provider.Cancelled.ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_OfTheOtherKindOfMoney_IsNotShown()
    {
        await using var app = await StartAsync();
        var browser = await OrderAsync(app);
        provider.Order = provider.Order! with { Environment = PaymentEnvironment.Live };

        (await browser.GetAsync(OrderPage)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Cancel_PaidOrderClickedTwice_IsAskedForOnceWithItsRefundWallet()
    {
        await using var app = await StartAsync();
        var browser = await OrderAsync(app);
        provider.Order = provider.Order! with { State = CommerceOrderState.Processing, IsPaid = true };
        var order = await browser.GetAsync(OrderPage);
        order.Document.QuerySelectorAll("input:not([type=hidden])").ShouldBeEmpty("the page reads itself again, and would take away what was typed");
        var page = await browser.GetAsync(order.Document.QuerySelector("a[href$=cancel]")!.GetAttribute("href")!);

        var wrong = await browser.SubmitAsync(page, "form[action$=cancel]", ("refund", "nonsense"));
        provider.Lost.Add(nameof(ICommerce.CancelOrderAsync));
        var lost = await browser.SubmitAsync(page, "form[action$=cancel]", ("refund", FakeCommerce.Refund));
        provider.Lost.Clear();
        var second = await browser.SubmitAsync(page, "form[action$=cancel]", ("refund", FakeCommerce.Refund));

        wrong.Status.ShouldBe(422);
        wrong.Document.QuerySelector("#cancel-refund")!.GetAttribute("value").ShouldBe("nonsense");
        lost.Text.ShouldContain("never cancelled twice");
        second.Location.ShouldBe(OrderPage);
        provider.Cancelled.ShouldHaveSingleItem().Refund.ShouldBe(FakeCommerce.Refund);
        (await browser.GetAsync(OrderPage)).Heading.ShouldBe("This order was cancelled");
    }

    [Fact]
    public async Task Cancel_IsRefused_SaysWhatMayBeMissing()
    {
        await using var app = await StartAsync();
        var browser = await OrderAsync(app);
        provider.Refused.Add(nameof(ICommerce.CancelOrderAsync));

        var refused = await browser.SubmitAsync(await browser.GetAsync(OrderPage + "/cancel"), "form[action$=cancel]");

        refused.Status.ShouldBe(422);
        refused.Text.ShouldContain("The order was not cancelled");
    }

    [Theory]
    [InlineData(0, ClosingReason.None, 0, "One more step: pay your order", true)]
    [InlineData(5, ClosingReason.None, 0, "A part of your payment has arrived", true)]
    [InlineData(0, ClosingReason.Expired, 0, "The time to pay ran out", false)]
    [InlineData(0, ClosingReason.None, 31, "The time to pay ran out", false)]
    public async Task Order_WaitingForItsPayment_SaysHowThePaymentStands(int received, ClosingReason closing, int minutes, string heading, bool canPay)
    {
        await using var app = await StartAsync();
        var browser = await OrderAsync(app);
        provider.Payment = new PaymentSnapshot { PaymentId = "pay-1", ProviderStatus = "x", Amount = new Money(14m, "USD"), Received = received, Closing = closing };
        app.Time.Advance(TimeSpan.FromMinutes(minutes));

        var page = await browser.GetAsync(OrderPage);

        page.Heading.ShouldBe(heading);
        page.Document.QuerySelectorAll("a[target=_blank]").Any().ShouldBe(canPay);
    }

    [Fact]
    public async Task Events_TheOrderMoved_SaySoAndEndWithTheOrder()
    {
        await using var app = await StartAsync();
        var browser = await OrderAsync(app);
        var page = await browser.GetAsync(OrderPage);
        var section = page.Document.QuerySelector("[data-payment-events]")!;
        using var stream = await browser.OpenStreamAsync($"{section.GetAttribute("data-payment-events")}?seen={section.GetAttribute("data-payment-state")}");
        (await stream.ReadLineAsync()).ShouldBe("retry: 2000");
        await stream.ReadLineAsync();
        (await stream.ReadLineAsync()).ShouldBe(": waiting");
        provider.Order = provider.Order! with { State = CommerceOrderState.Delivered };

        var news = ReadNewsAsync(stream);
        await Eventually.TrueAsync(() => news.IsCompleted, () => app.Time.Advance(TimeSpan.FromSeconds(5)));

        (await news)[0].ShouldStartWith("data: Delivered");
        (await news)[1].ShouldBe("data: over");
    }

    [Fact]
    public async Task Events_APartOfThePaymentArrives_SaySo()
    {
        await using var app = await StartAsync();
        var browser = await OrderAsync(app);
        provider.Payment = new PaymentSnapshot { PaymentId = "pay-1", ProviderStatus = "x", Amount = new Money(14m, "USD") };
        var section = (await browser.GetAsync(OrderPage)).Document.QuerySelector("[data-payment-events]")!;
        var seen = section.GetAttribute("data-payment-state");
        using var stream = await browser.OpenStreamAsync($"{section.GetAttribute("data-payment-events")}?seen={seen}");
        for (var line = 0; line < 2; line++)
            await stream.ReadLineAsync();
        (await stream.ReadLineAsync()).ShouldBe(": waiting");
        provider.Payment = provider.Payment with { Received = 5m };

        var news = ReadUntilAsync(stream, "data: ");
        await Eventually.TrueAsync(() => news.IsCompleted, () => app.Time.Advance(TimeSpan.FromSeconds(5)));

        (await news).ShouldNotBe("data: " + seen);
        (await browser.GetAsync(OrderPage)).Document.QuerySelector("[data-payment-events]")!.GetAttribute("data-payment-state").ShouldBe((await news)["data: ".Length..]);
    }

    [Fact]
    public async Task MerchantArea_MovesATestOrder_AndKeepsWhoDidIt()
    {
        await using var app = await StorefrontApp.StartAsync(
            static options =>
            {
                options.CommercePath = "/elsewhere";
                options.MerchantPolicy = "merchant";
            },
            provider);
        await OrderAsync(app);
        var merchant = app.OpenBrowser(asMerchant: true);
        var listed = (await merchant.GetAsync("/merchant/foreign")).Document.QuerySelector("tbody a")!.GetAttribute("href")!;
        var page = await merchant.GetAsync(listed);

        var moved = await merchant.SubmitAsync(page, "form.pp-steps", ("step", "PaymentConfirmed"));
        var invented = await merchant.SubmitAsync(page, "form.pp-steps", ("step", "77"));

        provider.Simulated.ShouldBe([CommerceStep.PaymentConfirmed]);
        (await merchant.GetAsync(moved.Location!)).Document.QuerySelector("[role=status]")!.TextContent.ShouldContain("The payment arrived");
        invented.Status.ShouldBe(400);
        (await merchant.GetAsync("/merchant/actions")).Text.ShouldContain("Moved a test order");
        (await app.OpenBrowser().GetAsync(listed)).Status.ShouldBe(401);
    }

    private Task<StorefrontApp> StartAsync() => StorefrontApp.StartAsync(static options => options.CommercePath = "/elsewhere", provider);

    private static async Task<Browser> FillCartAsync(StorefrontApp app, int quantity = 1)
    {
        var browser = app.OpenBrowser();
        await FillCartAsync(browser, quantity);
        return browser;
    }

    internal static async Task FillCartAsync(Browser browser, int quantity = 1)
    {
        var added = await browser.SubmitAsync(await browser.GetAsync("/elsewhere/products/cable-1?q=cable"), "form.pp-buy", ("quantity", $"{quantity}"));
        added.Location.ShouldBe("/elsewhere/cart");
    }

    private static async Task<(Browser Browser, Page Confirm)> ConfirmAsync(StorefrontApp app)
    {
        var browser = app.OpenBrowser();
        return (browser, await ConfirmAsync(browser));
    }

    private static async Task<Page> ConfirmAsync(Browser browser)
    {
        await FillCartAsync(browser);
        var confirm = await browser.SubmitAsync(await browser.GetAsync("/elsewhere/checkout"), "form.pp-fields", Address);
        confirm.Heading.ShouldBe("Check and order");
        return confirm;
    }

    private static async Task<Browser> OrderAsync(StorefrontApp app)
    {
        var browser = app.OpenBrowser();
        await OrderAsync(browser);
        return browser;
    }

    internal static async Task OrderAsync(Browser browser) =>
        (await browser.SubmitAsync(await ConfirmAsync(browser), "form.pp-form")).Location.ShouldBe(OrderPage);

    private static async Task<string> ReadUntilAsync(StreamReader stream, string start)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    private static async Task<List<string>> ReadNewsAsync(StreamReader stream)
    {
        var news = new List<string>();
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                news.Add(line);
        }

        return news;
    }
}
