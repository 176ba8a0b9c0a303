using System.Net.Http.Json;
using Microsoft.Playwright;
using Pepay.Simulator;

namespace Pepay.EndToEnd.Support;

/// <summary>The shop as it starts without any configuration, with its simulator; shared by the tests that only buy in it.</summary>
public sealed class DemoShop : IAsyncLifetime
{
    private readonly Chromium chromium = new();
    private readonly DataFolder data = new();

    internal ShopProgram Program { get; private set; } = null!;

    internal IBrowser Browser => chromium.Browser;

    /// <summary>A page of the merchant area, signed in.</summary>
    internal IPage Merchant { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var starting = ShopProgram.StartAsync(data.Path);
        await chromium.InitializeAsync();
        Program = await starting;
        Merchant = await Browser.NewPageAsync();
        await Merchant.GotoAsync(Program.MerchantLink);
    }

    public async Task DisposeAsync()
    {
        await chromium.DisposeAsync();
        if (Program is not null)
            await Program.DisposeAsync();
        data.Dispose();
    }

    /// <summary>A new shopper in a browser of their own.</summary>
    internal async Task<Shopper> WelcomeAsync(bool javaScript = true, bool phone = false, ColorScheme scheme = ColorScheme.Light) =>
        new(Program.Url, await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = javaScript,
            ColorScheme = scheme,
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : null,
        }));

    /// <summary>Moves the order of foreign goods whose page has this address, as the world would.</summary>
    internal async Task SimulateAsync(string orderPage, string step)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("x-api-key", new SimulatorOptions().PepayCommerceKey);
        using var answer = await client.PostAsJsonAsync(
            $"{Program.SimulatorUrl}/pepay/api/commerce/devnet/orders/{orderPage.Split('/')[^1]}/simulate", new { transitionTo = step });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What the simulator found in our requests that its specification does not allow.</summary>
    internal async Task<string> ViolationsAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(Program.SimulatorUrl + "/control/violations");
    }
}

/// <summary>Tests of this collection share the shop and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DemoShopCollection : ICollectionFixture<DemoShop>
{
    public const string Name = "demo shop";
}
