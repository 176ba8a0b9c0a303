using Microsoft.Playwright;
using Pepay.EndToEnd.Support;
using Pepay.Simulator;

namespace Pepay.EndToEnd;

/// <summary>Shops in test mode with providers of their own, whose webhooks a test holds back, breaks or sends to another machine.</summary>
[Collection(DemoShopCollection.Name)]
public sealed class OwnProvidersTests(DemoShop shared)
{
    [Theory]
    [InlineData(Shopper.Pepay)]
    [InlineData(Shopper.XPay)]
    public async Task WebhooksAreDownAllTheTime_TheMerchantSweepSettles(string method)
    {
        using var data = new DataFolder();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: TestModeSettings.For(providers));
        await using var shopper = await WelcomeAsync(shop);
        await shopper.BuyAsync(method);
        await shopper.PressAsync("pay-and-close");
        await Assertions.Expect(shopper.Page.GetByText("Paid. You can close this tab now")).ToBeVisibleAsync();

        var merchant = await SignInAsync(shop);
        await merchant.GetByRole(AriaRole.Button, new() { Name = "Look at all open payments now" }).ClickAsync();

        await Assertions.Expect(merchant.GetByRole(AriaRole.Status)).ToHaveTextAsync("Payments looked at: 1");
        await Assertions.Expect(merchant.Locator("tbody tr").First).ToContainTextAsync("Paid");
        providers.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task WebhookComesAfterTheRedirect_ThePageIsPaidAlreadyAndStaysSo()
    {
        using var data = new DataFolder();
        var port = ShopProgram.FreePort();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions
        {
            XPayWebhookUrl = $"http://127.0.0.1:{port}/webhooks/xpay", Faults = new SimulatorFaults { Reorder = 1000 },
        });
        await using var shop = await ShopProgram.StartAsync(data.Path, port, settings: TestModeSettings.For(providers));
        await using var shopper = await WelcomeAsync(shop);
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");

        providers.ReleaseHeld();
        await providers.FlushAsync();

        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
        providers.Deliveries.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task DeadLetter_Replayed_SettlesThePayment()
    {
        using var data = new DataFolder();
        var port = ShopProgram.FreePort();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions { XPayWebhookUrl = $"http://127.0.0.1:{port}/webhooks/xpay" });
        var settings = TestModeSettings.For(providers);
        settings["Dispatch__MaxAttempts"] = "1";
        await using var shop = await ShopProgram.StartAsync(data.Path, port, settings: settings);
        await using var shopper = await WelcomeAsync(shop);
        await shopper.BuyAsync(Shopper.XPay);
        providers.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 10_000, Status = 500, Match = "GET " } };
        await shopper.PressAsync("pay-and-close");
        var merchant = await SignInAsync(shop);
        var dead = merchant.Locator("tbody tr", new() { HasText = "Dead letter" });
        await merchant.GotoAsync(shop.Url + "/merchant/events?state=dead");
        await Waiting.UntilAsync(merchant, async () => await dead.CountAsync() > 0);
        providers.Faults = new SimulatorFaults();

        await dead.First.Locator("a").ClickAsync();
        await merchant.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();

        await Assertions.Expect(merchant.GetByRole(AriaRole.Status)).ToHaveTextAsync("Handed out again: 1");
        await Waiting.UntilAsync(merchant, async () => await merchant.Locator("h1 .pp-badge").InnerTextAsync() == "Done");
        await merchant.GotoAsync(shop.Url + "/merchant");
        await Assertions.Expect(merchant.Locator("tbody tr").First).ToContainTextAsync("Paid");
    }

    [Fact]
    public async Task TwoMachinesOnOnePostgreSql_AreOneShop()
    {
        using var data = new DataFolder();
        await using var database = await PostgreSqlServer.StartAsync();
        var (firstPort, secondPort) = (ShopProgram.FreePort(), ShopProgram.FreePort());
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions { PepayWebhookUrl = $"http://127.0.0.1:{secondPort}/webhooks/pepay" });
        var settings = TestModeSettings.For(providers);
        settings["Shop__Database"] = await database.CreateDatabaseAsync();
        var starting = ShopProgram.StartAsync(Path.Combine(data.Path, "first"), firstPort, settings: settings);
        await using var second = await ShopProgram.StartAsync(Path.Combine(data.Path, "second"), secondPort, settings: settings);
        await using var first = await starting;
        await using var shopper = await WelcomeAsync(first);
        await shopper.BuyAsync(Shopper.Pepay);
        var back = await shopper.Page.GetByTestId("back-to-shop").GetAttributeAsync("href");

        // Cookies do not know ports: this browser now comes to the other machine, as behind a balancer.
        var waiting = await shopper.OpenTabAsync(back!.Replace(first.Url, second.Url, StringComparison.Ordinal));
        await Shopper.ShouldReadAsync(waiting, "Waiting for your payment");
        await shopper.PressAsync("pay-and-close");

        await Shopper.ShouldReadAsync(waiting, "Thank you, your payment has arrived");
        await shopper.Page.GotoAsync(first.Url + "/orders");
        await Assertions.Expect(shopper.Page.GetByText(shopper.OrderNumber)).ToBeVisibleAsync();
        var merchant = await SignInAsync(first);
        await merchant.GotoAsync($"{second.Url}/merchant/orders/{shopper.OrderNumber}");
        await Assertions.Expect(merchant.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(merchant.Locator("tbody tr")).ToContainTextAsync("Paid");

        await merchant.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        (await merchant.GotoAsync(first.Url + "/merchant"))!.Status.ShouldBe(403);
    }

    [Fact]
    public async Task MerchantPassword_Wrong_OpensNothing()
    {
        using var data = new DataFolder();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: TestModeSettings.For(providers));
        await using var context = await shared.Browser.NewContextAsync();
        var page = await context.NewPageAsync();

        await page.GotoAsync(shop.Url + "/merchant");
        for (var guess = 0; guess < 11; guess++)
        {
            await page.GetByLabel("Password").FillAsync("guess " + guess);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(page.Locator(".problem")).ToHaveTextAsync(guess < 10 ? "This is not the password." : "Too many tries. Wait a minute, then try again.");
        }

        (await page.GotoAsync(shop.Url + "/merchant"))!.Status.ShouldBe(403);
        shop.Output.ShouldNotContain(TestModeSettings.MerchantPasswordHash);
    }

    private async Task<Shopper> WelcomeAsync(ShopProgram shop) => new(shop.Url, await shared.Browser.NewContextAsync());

    private async Task<IPage> SignInAsync(ShopProgram shop)
    {
        var page = await shared.Browser.NewPageAsync();
        await page.GotoAsync(shop.Url + "/merchant");
        await page.GetByLabel("Password").FillAsync(TestModeSettings.MerchantPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Shopper.ShouldReadAsync(page, "Payments");
        return page;
    }
}
