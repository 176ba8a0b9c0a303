using Microsoft.Playwright;
using Pepay.EndToEnd.Support;
using Pepay.Simulator;

namespace Pepay.EndToEnd;

/// <summary>The shop's process is killed in the middle of a purchase.</summary>
[Collection(DemoShopCollection.Name)]
public sealed class RestartTests(DemoShop shared)
{
    [Fact]
    public async Task Restart_WithItsOwnSimulator_KeepsOrdersAndOpenPayments()
    {
        using var data = new DataFolder();
        var (port, simulatorPort) = (ShopProgram.FreePort(), ShopProgram.FreePort());
        var shop = await ShopProgram.StartAsync(data.Path, port, simulatorPort);
        await using var shopper = new Shopper(shop.Url, await shared.Browser.NewContextAsync());
        await shopper.BuyAsync(Shopper.Pepay);

        await shop.DisposeAsync();
        await using var restarted = await ShopProgram.StartAsync(data.Path, port, simulatorPort);
        await shopper.Page.ReloadAsync();
        await shopper.PressAsync("pay-full");

        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
    }

    [Theory]
    [InlineData(Shopper.Pepay)]
    [InlineData(Shopper.XPay)]
    public async Task Restart_PaidWhileTheShopWasDown_IsSettledAfterwards(string method)
    {
        using var data = new DataFolder();
        var port = ShopProgram.FreePort();
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions
        {
            PepayWebhookUrl = $"http://127.0.0.1:{port}/webhooks/pepay",
            XPayWebhookUrl = $"http://127.0.0.1:{port}/webhooks/xpay",
        });
        var settings = TestModeSettings.For(simulator);
        var shop = await ShopProgram.StartAsync(data.Path, port, settings: settings);
        await using var shopper = new Shopper(shop.Url, await shared.Browser.NewContextAsync());
        await shopper.BuyAsync(method);
        var order = await OpenOrderBesidesAsync(shopper, method);

        await shop.DisposeAsync();
        await shopper.PressAsync("pay-and-close");
        await Assertions.Expect(shopper.Page.GetByText("Paid. You can close this tab now")).ToBeVisibleAsync();
        await using var restarted = await ShopProgram.StartAsync(data.Path, port, settings: settings);

        await order.ReloadAsync();
        await Waiting.UntilAsync(order, async () => await order.Locator("#state").InnerTextAsync() == "Paid");
        simulator.Violations.ShouldBeEmpty();
    }

    // One tab with the order, another one still on the provider's page.
    private static async Task<IPage> OpenOrderBesidesAsync(Shopper shopper, string method)
    {
        if (method == Shopper.Pepay)
        {
            var back = await shopper.OpenTabAsync((await shopper.Page.GetByTestId("back-to-shop").GetAttributeAsync("href"))!);
            await back.GetByRole(AriaRole.Link, new() { Name = "View your order" }).ClickAsync();
            await Shopper.OrderShouldBeAsync(back, "Waiting for payment");
            return back;
        }

        // xPay's page has no link back; a declined card leads there.
        await shopper.PressAsync("decline");
        var order = await shopper.OpenTabAsync(await shopper.OpenOrderAsync());
        await shopper.Page.GetByLabel(Shopper.XPay).CheckAsync();
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Pay " }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
        return order;
    }
}
