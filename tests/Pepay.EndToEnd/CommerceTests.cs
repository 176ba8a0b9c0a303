using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>Goods of other shops, bought in the shop as it starts without configuration.</summary>
[Collection(DemoShopCollection.Name)]
public sealed class CommerceTests(DemoShop shop) : IAsyncLifetime
{
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
