using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>Goods of other shops, bought in the shop as it starts without configuration.</summary>
[Collection(DemoShopCollection.Name)]
public sealed class CommerceTests(DemoShop shop) : IAsyncLifetime
{
    private const string Wallet = "0x52908400098527886E0F7030069857D2E4169EE7";

    public Task InitializeAsync() => Task.CompletedTask;

    // The simulator checks every request of ours against the specification; a departure fails the test that made it.
    public async Task DisposeAsync() => (await shop.ViolationsAsync()).ShouldBe("[]");

    [Fact]
    public async Task Commerce_FromSearchToDelivered_ThePageFollowsByItself()
    {
        await using var shopper = await shop.WelcomeAsync();
        var page = await OrderAsync(shopper, "cable");
        await shopper.ShouldReadAsync("One more step: pay your order");
        await page.EvaluateAsync("window.neverReloaded = true");

        var payment = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Pay 13.99 USD" }).ClickAsync());
        await Shopper.PressAsync(payment, "pay-full");

        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
        await shop.SimulateAsync(page.Url, "placed");
        await shopper.ShouldReadAsync("Your goods are ordered");
        await shop.SimulateAsync(page.Url, "shipped");
        await shopper.ShouldReadAsync("Your parcel is on its way");
        await Assertions.Expect(page.GetByText("1Z999AA10123456784")).ToBeVisibleAsync();
        await shop.SimulateAsync(page.Url, "delivery_confirmed");
        await shopper.ShouldReadAsync("Your parcel has arrived");
        (await page.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();

        await page.GetByRole(AriaRole.Link, new() { Name = "Orders", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.Locator(".pp-lines .pp-badge")).ToHaveTextAsync("Delivered");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cart", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("There is nothing in it yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Commerce_CancelledAfterPaying_IsRefundedToTheWalletThatWasNamed()
    {
        await using var shopper = await shop.WelcomeAsync(javaScript: false);
        var page = await OrderAsync(shopper, "mouse");
        await MoveInMerchantAreaAsync(page, "The payment arrived");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");

        await page.GetByText("Cancel this order").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the order" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The order was not cancelled");
        await page.GetByText("Cancel this order").ClickAsync();
        await page.GetByLabel("Wallet for a refund, on BNB Chain").FillAsync(Wallet);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the order" }).ClickAsync();

        await shopper.ShouldReadAsync("This order was cancelled");
        await Assertions.Expect(page.GetByText(Wallet)).ToBeVisibleAsync();
        await MoveInMerchantAreaAsync(page, "The money was sent back");
        await Assertions.Expect(page.GetByText("Sent", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Commerce_WithAWallet_HasItsCartAndItsRefundThere()
    {
        await using var shopper = await shop.WelcomeAsync();
        var page = await shopper.OpenAsync("/elsewhere/cart");
        await page.GetByRole(AriaRole.Link, new() { Name = "Use the cart of a wallet" }).ClickAsync();
        await page.GetByLabel("Address of your wallet").FillAsync(Wallet);
        await page.GetByLabel("BNB Chain").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this wallet" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This cart belongs to the wallet " + Wallet)).ToBeVisibleAsync();

        await page.GotoAsync(shop.Program.Url + "/elsewhere/products/W0SIM00006?q=lamp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put in the cart" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the full price" }).ClickAsync();
        await shopper.FillAddressAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the order" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Wallet for a refund")).ToHaveValueAsync(Wallet);
        await page.GetByRole(AriaRole.Button, new() { Name = "Order for" }).ClickAsync();

        await shopper.ShouldReadAsync("One more step: pay your order");
    }

    [Fact]
    public async Task Commerce_PaymentExpires_SaysSoAndCanBeOrderedAgain()
    {
        await using var shopper = await shop.WelcomeAsync();
        var page = await OrderAsync(shopper, "socks");
        var payment = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Pay " }).ClickAsync());

        await Shopper.PressAsync(payment, "expire");

        await shopper.ShouldReadAsync("This order was cancelled");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pay " })).ToHaveCountAsync(0);
        await OrderAsync(shopper, "socks");
        await shopper.ShouldReadAsync("One more step: pay your order");
    }

    /// <summary>Moves the order that a page shows by one step, as a person of the shop does in test mode, and waits until the page has it.</summary>
    private async Task MoveInMerchantAreaAsync(IPage page, string step)
    {
        await shop.Merchant.GotoAsync($"{shop.Program.Url}/merchant/foreign/{page.Url.Split('/')[^1]}");
        await shop.Merchant.GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
        await Assertions.Expect(shop.Merchant.GetByRole(AriaRole.Status)).ToContainTextAsync("Pepay moved the order");
        await page.ReloadAsync();
    }

    /// <summary>Searches, fills the cart, gives an address and orders; ends on the order's page.</summary>
    private static async Task<IPage> OrderAsync(Shopper shopper, string words)
    {
        var page = await shopper.OpenAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "From other shops" }).ClickAsync();
        await page.GetByLabel("What are you looking for?").FillAsync(words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.Locator(".pp-goods a").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put in the cart" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the full price" }).ClickAsync();
        await shopper.FillAddressAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the order" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Order for" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/elsewhere/orders/"));
        return page;
    }
}
