using System.Net.Http.Json;
using Microsoft.Playwright;
using Pepay.Simulator;

namespace Pepay.EndToEnd.Support;

/// <summary>
/// The shop as it starts without any configuration but a password for its merchant area, with its simulator; shared by the tests that only buy in it.
/// </summary>
public sealed class DemoShop : IAsyncLifetime
{
    // What --hash-password makes of "a long password".
    private const string PasswordHash = "AQAAAAIAAYagAAAAEMkKEYIBbi03B20/kiKPJ0SrOG+HKONBC1VHr9PZ75DY/76hv2/Bd5cO13aoV+14eA==";

    private readonly Chromium chromium = new();
    private readonly DataFolder data = new();

    internal ShopProgram Program { get; private set; } = null!;

    internal IBrowser Browser => chromium.Browser;

    /// <summary>A page of the merchant area, signed in.</summary>
    internal IPage Merchant { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var starting = ShopProgram.StartAsync(data.Path, settings: new Dictionary<string, string> { ["Merchant__PasswordHash"] = PasswordHash });
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

    /// <summary>Has the simulator do something, or behave in some way from now on.</summary>
    internal async Task ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{Program.SimulatorUrl}/control/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The webhooks of the simulator so far, oldest first.</summary>
    internal async Task<IReadOnlyList<SimulatedDelivery>> DeliveriesAsync()
    {
        using var client = new HttpClient();
        return await client.GetFromJsonAsync<List<SimulatedDelivery>>(Program.SimulatorUrl + "/control/deliveries") ?? [];
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
