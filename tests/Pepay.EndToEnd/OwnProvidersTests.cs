using System.Net.Http.Json;
using System.Text.Json.Nodes;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LiveChannelIsCutWhileThePayerLooks_ThePageTurnsPaidAllTheSame(bool alsoToTheBrowser)
    {
        using var data = new DataFolder();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: TestModeSettings.For(providers));
        await using var shopper = await WelcomeAsync(shop);
        await shopper.BuyAsync(Shopper.PepayHere);
        var page = shopper.Page;
        if (alsoToTheBrowser)
            await page.RouteAsync("**/events?*", static route => route.FulfillAsync(new() { Status = 502 }));
        await page.GetByLabel("USDC Base").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the address" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("transfer-address")).ToBeVisibleAsync();
        await page.EvaluateAsync("window.neverReloaded = true");
        if (!alsoToTheBrowser)
            await Eventually.TrueAsync(() => providers.OpenStreams == 1);

        providers.DisconnectStreams();
        providers.PayInvoice(await OnlyInvoiceAsync(providers));

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Thank you, your payment has arrived", new() { Timeout = 180_000 });
        (await page.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();
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
        settings["Pepay__CommerceApiKey"] = providers.Options.PepayCommerceKey;
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
        await BuyElsewhereAsync(shopper, first, second);
        var merchant = await SignInAsync(first);
        await merchant.GotoAsync($"{second.Url}/merchant/orders/{shopper.OrderNumber}");
        await Assertions.Expect(merchant.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(merchant.Locator("tbody tr")).ToContainTextAsync("Paid");

        await merchant.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        (await merchant.GotoAsync(first.Url + "/merchant"))!.Status.ShouldBe(403);
    }

    [Fact]
    public async Task ShopInEurosWithARate_PepayAsksForDollars()
    {
        using var data = new DataFolder();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: InEuros(providers, rate: "1.2"));
        await using var shopper = await WelcomeAsync(shop);

        await shopper.BuyAsync(Shopper.Pepay);

        await Assertions.Expect(shopper.Page.GetByTestId("remaining")).ToHaveTextAsync("$36.00");
        await shopper.PressAsync("pay-full");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Paid");
        await Assertions.Expect(shopper.Page.Locator(".totals .total")).ToContainTextAsync("€30.00");
        providers.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task ShopInEurosWithoutARate_PepaySaysWhyNotAndXPayTakesEuros()
    {
        using var data = new DataFolder();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: InEuros(providers, rate: null));
        await using var shopper = await WelcomeAsync(shop);

        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("decline");
        await shopper.OpenOrderAsync();

        await Assertions.Expect(shopper.Page.Locator("input[name='method'][value='pepay']")).ToBeDisabledAsync();
        await Assertions.Expect(shopper.Page.Locator(".pp-method-why").First).ToContainTextAsync("USD");
        await shopper.ChooseAsync(Shopper.XPay);
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Pay 30.00 EUR" }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
    }

    private static Dictionary<string, string> InEuros(SimulatorServer providers, string? rate)
    {
        var settings = TestModeSettings.For(providers);
        settings["Shop__Currency"] = "EUR";
        if (rate is not null)
            settings["Shop__UsdRate"] = rate;
        return settings;
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

    private static async Task<string> OnlyInvoiceAsync(SimulatorServer providers)
    {
        using var client = new HttpClient();
        var overview = await client.GetFromJsonAsync<JsonObject>(providers.ControlUrl);
        return (string)overview!["invoices"]!.AsArray().ShouldHaveSingleItem()!["id"]!;
    }

    /// <summary>Fills the cart at one machine, orders at the other, and looks at the order at the first again.</summary>
    private static async Task BuyElsewhereAsync(Shopper shopper, ShopProgram first, ShopProgram second)
    {
        var page = await shopper.OpenAsync("/elsewhere?q=cable");
        await page.Locator(".pp-goods a").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put in the cart" }).ClickAsync();
        await page.GotoAsync(second.Url + "/elsewhere/cart");
        await page.GetByRole(AriaRole.Link, new() { Name = "See the full price" }).ClickAsync();
        await shopper.FillAddressAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the order" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Order for" }).ClickAsync();
        await page.WaitForURLAsync(second.Url + "/elsewhere/orders/*");
        await page.GotoAsync(page.Url.Replace(second.Url, first.Url, StringComparison.Ordinal));
        await shopper.ShouldReadAsync("One more step: pay your order");
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
