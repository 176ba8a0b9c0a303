using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>Whole purchases in the shop as it starts without configuration.</summary>
[Collection(DemoShopCollection.Name)]
public sealed class BuyingTests(DemoShop shop) : IAsyncLifetime
{
    private const string Paid = "Thank you, your payment has arrived";

    public Task InitializeAsync() => Task.CompletedTask;

    // The simulator checks every request of ours against the specification; a departure fails the test that made it.
    public async Task DisposeAsync() => (await shop.ViolationsAsync()).ShouldBe("[]");

    [Theory]
    [InlineData(Shopper.Pepay, "pay-full")]
    [InlineData(Shopper.XPay, "pay")]
    public async Task Buy_PaidInFull_ComesBackToAPaidOrder(string method, string button)
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(method);

        await shopper.PressAsync(button);

        await shopper.ShouldReadAsync(Paid);
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
    }

    [Fact]
    public async Task Buy_PaidInAnotherTab_TurnsThePagePaidWithoutAReload()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        var waiting = await shopper.OpenTabAsync((await shopper.Page.GetByTestId("back-to-shop").GetAttributeAsync("href"))!);
        await Shopper.ShouldReadAsync(waiting, "Waiting for your payment");
        await waiting.EvaluateAsync("window.neverReloaded = true");

        await shopper.PressAsync("pay-and-close");

        await Shopper.ShouldReadAsync(waiting, Paid);
        (await waiting.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();
        (await waiting.TitleAsync()).ShouldStartWith(Paid);
    }

    [Fact]
    public async Task Buy_TooLittleThenTheRest_IsPaid()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        await shopper.Page.GetByTestId("partial-amount").FillAsync("10.00");
        await shopper.PressAsync("pay-partial");
        await shopper.PressAsync("back-to-shop");
        await shopper.ShouldReadAsync("A part of your payment has arrived");
        await Assertions.Expect(shopper.Page.GetByText("20.00 USD is missing")).ToBeVisibleAsync();

        await shopper.Page.GetByRole(AriaRole.Link, new() { Name = "Pay the rest with Pepay" }).ClickAsync();
        await shopper.PressAsync("pay-remaining");

        await shopper.ShouldReadAsync(Paid);
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
    }

    [Fact]
    public async Task Buy_PaymentExpires_IsPaidWithANewOne()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        var firstPage = shopper.Page.Url;
        await shopper.PressAsync("expire");
        await shopper.PressAsync("back-to-shop");
        await shopper.ShouldReadAsync("The time to pay ran out");

        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Try again with Pepay" }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
        shopper.Page.Url.ShouldNotBe(firstPage);
        await shopper.PressAsync("pay-full");

        await shopper.ShouldReadAsync(Paid);
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
        await Assertions.Expect(shopper.Page.Locator(".attempts li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Buy_CardIsDeclined_IsPaidWithAnotherTry()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("decline");
        await shopper.ShouldReadAsync("The payment was declined");

        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Try again with xPay" }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
        await shopper.PressAsync("pay");

        await shopper.ShouldReadAsync(Paid);
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
    }

    [Fact]
    public async Task Buy_CancelledAtXPay_IsPaidWithPepayInstead()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("cancel");
        await shopper.ShouldReadAsync("The payment was cancelled");

        await shopper.OpenOrderAsync();
        await shopper.ChooseAsync(Shopper.Pepay);
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Pay " }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
        await shopper.PressAsync("pay-full");

        await shopper.ShouldReadAsync(Paid);
    }

    [Theory]
    [InlineData(Shopper.Pepay)]
    [InlineData(Shopper.XPay)]
    public async Task Buy_TabIsClosedAfterPaying_TheWebhookAloneSettles(string method)
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(method);

        await shopper.PressAsync("pay-and-close");
        await Assertions.Expect(shopper.Page.GetByText("Paid. You can close this tab now")).ToBeVisibleAsync();
        await Chromium.EndAsync(shopper.Page.CloseAsync());

        await shop.Merchant.GotoAsync(shop.Program.Url + "/merchant/orders/" + shopper.OrderNumber);
        var state = shop.Merchant.Locator("tbody .pp-badge");
        await Waiting.UntilAsync(shop.Merchant, async () => await state.InnerTextAsync() == "Paid");
        await shop.Merchant.Locator("tbody a").ClickAsync();
        await Assertions.Expect(shop.Merchant.Locator(".pp-timeline li", new() { HasText = "to paid" })).ToContainTextAsync("webhook");
    }

    [Fact]
    public async Task Buy_TheWebhookComesBeforeThePayer_WhoFindsThePaymentPaid()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        var back = (await shopper.Page.GetByTestId("back-to-shop").GetAttributeAsync("href"))!;
        await shopper.PressAsync("pay-and-close");
        await OpenPaymentAsync(shopper);
        await Waiting.UntilAsync(shop.Merchant, async () => await ToPaid.CountAsync() > 0);

        var answer = await shopper.Page.APIRequest.GetAsync(back);

        (await answer.TextAsync()).ShouldContain($"<h1>{Paid}</h1>", Case.Sensitive, "the first answer says so, without a refresh");
        await OpenPaymentAsync(shopper);
        await Assertions.Expect(ToPaid).ToHaveCountAsync(1);
        await Assertions.Expect(ToPaid).ToContainTextAsync("webhook");
    }

    [Fact]
    public async Task Buy_TheWebhookComesAfterThePayer_IsTakenAndMovesNothingAgain()
    {
        await using var shopper = await shop.WelcomeAsync();
        var before = (await shop.DeliveriesAsync()).Count;
        await shop.ControlAsync(HttpMethod.Post, "faults", new { reorder = 100 });
        try
        {
            await shopper.BuyAsync(Shopper.XPay);
            await shopper.PressAsync("pay");
            await shopper.ShouldReadAsync(Paid);
            (await shop.DeliveriesAsync()).Skip(before).ShouldAllBe(static delivery => delivery.Attempts.Count == 0, "every webhook is held");
        }
        finally
        {
            await shop.ControlAsync(HttpMethod.Delete, "faults");
            await shop.ControlAsync(HttpMethod.Post, "release");
        }

        await shop.ControlAsync(HttpMethod.Post, "flush");

        var late = (await shop.DeliveriesAsync()).Skip(before).ToList();
        late.ShouldNotBeEmpty();
        late.ShouldAllBe(static delivery => delivery.Attempts.Count == 1 && delivery.Attempts[0].StartsWith('2'));
        await OpenPaymentAsync(shopper);

        // Late may have webhooks of other tests' payments besides.
        var arrived = shop.Merchant.Locator(".pp-timeline li", new() { HasText = "its signature was valid" });
        var done = shop.Merchant.Locator(".pp-timeline li", new() { HasText = "Done with" });
        await Waiting.UntilAsync(shop.Merchant, async () => await done.CountAsync() is var handled and > 0 && handled == await arrived.CountAsync());
        await Assertions.Expect(ToPaid).ToHaveCountAsync(1);
        await Assertions.Expect(ToPaid).ToContainTextAsync("return");
    }

    [Fact]
    public async Task Buy_WithoutJavaScript_ThePageRefreshesItself()
    {
        await using var shopper = await shop.WelcomeAsync(javaScript: false);
        await shopper.BuyAsync(Shopper.Pepay);
        var waiting = await shopper.OpenTabAsync((await shopper.Page.GetByTestId("back-to-shop").GetAttributeAsync("href"))!);
        await Shopper.ShouldReadAsync(waiting, "Waiting for your payment");

        await shopper.PressAsync("pay-and-close");

        await Shopper.ShouldReadAsync(waiting, Paid);
    }

    [Fact]
    public async Task Buy_PayAgainAfterPaying_ChargesNothing()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("decline");
        var declined = shopper.Page.Url;
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Try again with xPay" }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
        var old = await shopper.OpenTabAsync(declined);
        await Shopper.ShouldReadAsync(old, "The payment was declined");
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync(Paid);

        await old.GetByRole(AriaRole.Button, new() { Name = "Try again with xPay" }).ClickAsync();

        await Shopper.ShouldReadAsync(old, "This order is already paid");
    }

    [Fact]
    public async Task PaymentStatus_IsToldToTheBrowserThatPays()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync(Paid);
        var id = new Uri(shopper.Page.Url).Query;
        id.ShouldStartWith("?xpay_intent_id=");

        var own = await shopper.Page.APIRequest.GetAsync($"{shop.Program.Url}/payment-status{id}");
        var foreign = await shop.Merchant.APIRequest.GetAsync($"{shop.Program.Url}/payment-status{id}");

        (await own.TextAsync()).ShouldBe("""{"status":"SUCCESS"}""");
        foreign.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Buy_ButtonIsDoubleClicked_IsOneOrderWithOneInvoice()
    {
        await using var shopper = await shop.WelcomeAsync();

        await shopper.BuyAsync(Shopper.Pepay, clicks: 2);

        await OneAttemptAsync(shopper);
        await shopper.Page.GotoAsync(shop.Program.Url + "/orders");
        await Assertions.Expect(shopper.Page.Locator("main a[href^='/orders/']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Buy_SameOrderInTwoTabs_IsOneInvoice()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        await shopper.PressAsync("back-to-shop");
        var order = await shopper.OpenOrderAsync();
        var other = await shopper.OpenTabAsync(order);

        await Task.WhenAll(PayAsync(shopper.Page), PayAsync(other));

        other.Url.ShouldBe(shopper.Page.Url);
        await OneAttemptAsync(shopper);

        static async Task PayAsync(IPage page)
        {
            await page.GetByLabel(Shopper.Pepay).First.CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Pay " }).ClickAsync();
            await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/pepay/pay"));
        }
    }

    [Fact]
    public async Task Buy_BackFromTheProvidersPage_GoesOnWithTheSamePayment()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        var payment = shopper.Page.Url;

        await shopper.Page.GoBackAsync();
        await shopper.Page.GetByRole(AriaRole.Navigation, new() { Name = "Shop" }).GetByRole(AriaRole.Link, new() { Name = "Orders" }).ClickAsync();
        await shopper.Page.GetByRole(AriaRole.Link, new() { Name = shopper.OrderNumber }).ClickAsync();
        await shopper.ChooseAsync(Shopper.Pepay);
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Pay " }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();

        shopper.Page.Url.ShouldBe(payment);
        await OneAttemptAsync(shopper);
    }

    [Fact]
    public async Task Buy_OnAPhone_NothingIsCutOff()
    {
        await using var shopper = await shop.WelcomeAsync(phone: true);
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync(Paid);
        await FitsAsync();
        await shopper.OpenOrderAsync();
        await FitsAsync();
        foreach (var path in (string[])["/", "/products/tarn-mug", "/basket", "/orders"])
        {
            await shopper.Page.GotoAsync(shop.Program.Url + path);
            await FitsAsync();
        }

        async Task FitsAsync() => (await shopper.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"))
            .ShouldBeTrue($"{shopper.Page.Url} is wider than the phone");
    }

    /// <summary>On the merchant's page of a payment: what made it paid.</summary>
    private ILocator ToPaid => shop.Merchant.Locator(".pp-timeline li", new() { HasText = "to paid" });

    private async Task OpenPaymentAsync(Shopper shopper)
    {
        await shop.Merchant.GotoAsync($"{shop.Program.Url}/merchant/orders/{shopper.OrderNumber}");
        await shop.Merchant.Locator("tbody a").ClickAsync();
    }

    private async Task OneAttemptAsync(Shopper shopper)
    {
        await shop.Merchant.GotoAsync($"{shop.Program.Url}/merchant/orders/{shopper.OrderNumber}");
        await Assertions.Expect(shop.Merchant.Locator("tbody tr")).ToHaveCountAsync(1);
    }
}
