using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Pepay.EndToEnd.Support;
using Pepay.Simulator;

namespace Pepay.EndToEnd;

/// <summary>
/// Many shoppers at once, with every webhook sent twice at the same moment: nothing is lost and nothing happens twice. A few purchases by default;
/// PEPAY_LOAD_SECONDS makes it a load test of that length, and PEPAY_LOAD_SHOPPERS says how many buy at once. Figures go to artifacts/load.
/// </summary>
public sealed class LoadTests
{
    private const int Purchases = 40;
    private static readonly TimeSpan? Length = Number("PEPAY_LOAD_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    private static readonly int Shoppers = Number("PEPAY_LOAD_SHOPPERS") ?? 8;

    [Fact]
    public async Task OneMachineOnSqlite_LosesNothingAndDoublesNothing()
    {
        using var data = new DataFolder();
        await using var providers = await StartProvidersAsync();
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: Settings(providers));
        await using var tables = ShopTables.OfSqlite(data.Path);

        await LoadAsync(providers, [shop.Url], tables, "one-machine-sqlite");
    }

    [Fact]
    public async Task TwoMachinesOnOnePostgreSql_LoseNothingAndDoubleNothing()
    {
        using var data = new DataFolder();
        await using var server = await PostgreSqlServer.StartAsync();
        await using var providers = await StartProvidersAsync();
        var settings = Settings(providers);
        settings["Shop__Database"] = await server.CreateDatabaseAsync();
        // Payers come back to the balancer's address, whichever machine they paid at.
        var port = ShopProgram.FreePort();
        settings["Shop__PublicUrl"] = $"http://127.0.0.1:{port}";
        var starting = ShopProgram.StartAsync(Path.Combine(data.Path, "first"), port, settings: settings);
        await using var second = await ShopProgram.StartAsync(Path.Combine(data.Path, "second"), settings: settings);
        await using var first = await starting;
        await using var tables = ShopTables.OfPostgreSql(settings["Shop__Database"]);

        await LoadAsync(providers, [first.Url, second.Url], tables, "two-machines-postgresql");
    }

    private static async Task LoadAsync(SimulatorServer providers, IReadOnlyList<string> shops, ShopTables tables, string name)
    {
        using var http = FastShopper.CreateClient();
        var figures = new LoadFigures();
        await using var balancer = await WebhookBalancer.StartAsync(http, shops, figures);
        providers.SetWebhookTargets(balancer.Url + "/webhooks/pepay", balancer.Url + "/webhooks/xpay");

        var watch = Stopwatch.StartNew();
        var next = 0;
        var bought = 0;
        await Task.WhenAll(Enumerable.Range(0, Shoppers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && (Length is { } length ? watch.Elapsed < length : number <= Purchases))
            {
                await BuyAsync(new FastShopper(http, shops, figures), number);
                Interlocked.Increment(ref bought);
            }
        })));
        var shopping = watch.Elapsed;
        await Eventually.TrueAsync(async () => await tables.CountAsync("shop_orders WHERE state = 2") == bought);
        var settled = watch.Elapsed;
        await providers.FlushAsync();

        await NothingIsLostAsync(tables, balancer, bought);
        await NothingIsDoubledAsync(providers, tables, http, bought);
        providers.Violations.ShouldBeEmpty();
        Write(name, FormattableString.Invariant(
            $"{bought} purchases by {Shoppers} shoppers at once in {shopping.TotalSeconds:0} s, {bought / shopping.TotalSeconds:0.0} a second; the last one was paid {(settled - shopping).TotalSeconds:0.0} s later.\n\n{figures.Describe(shopping)}"));
    }

    private static async Task BuyAsync(FastShopper shopper, int number)
    {
        var payment = await shopper.OrderAsync(number % 4 == 0 ? Shopper.XPay : Shopper.Pepay, clicks: number % 5 == 0 ? 2 : 1);
        var back = await shopper.PayAsync(payment);

        // Every third one closes the tab: only webhooks tell of the payment.
        if (number % 3 != 0)
            await shopper.GetAsync("return page", back);
        await shopper.GetAsync("page", "/orders");
    }

    private static async Task NothingIsLostAsync(ShopTables tables, WebhookBalancer balancer, int bought)
    {
        (await tables.CountAsync("shop_orders")).ShouldBe(bought);
        // Settlements go on to tell of themselves.
        await Eventually.TrueAsync(async () => await tables.CountAsync("inbox_event") == balancer.Passed.Count && await tables.CountUnfinishedEventsAsync() == 0);
    }

    private static async Task NothingIsDoubledAsync(SimulatorServer providers, ShopTables tables, HttpClient http, int bought)
    {
        (await tables.CountAsync("pepay_payment")).ShouldBe(bought);
        (await tables.CountAsync("pepay_payment_history WHERE text LIKE 'From pending to paid%'")).ShouldBe(bought);
        var overview = (await http.GetFromJsonAsync<JsonObject>(providers.ControlUrl))!;
        (overview["invoices"]!.AsArray().Count + overview["intents"]!.AsArray().Count).ShouldBe(bought);
    }

    private static Task<SimulatorServer> StartProvidersAsync() => SimulatorServer.StartAsync(new SimulatorOptions { Faults = new SimulatorFaults { Duplicate = 1 } });

    // The shop is measured here, not the pace that xPay asks its customers to keep.
    private static Dictionary<string, string> Settings(SimulatorServer providers) => new(TestModeSettings.For(providers)) { ["XPay__RequestsPerSecond"] = "100000" };

    private static void Write(string name, string text)
    {
        var root = typeof(LoadTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!;
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts", "load"));
        File.WriteAllText(Path.Combine(folder.FullName, name + ".md"), text);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
