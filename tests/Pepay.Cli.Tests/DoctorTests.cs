using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Api;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sqlite;
using Pepay.Simulator;
using XPay.Api;

namespace Pepay.Cli.Tests;

/// <summary><c>pepay doctor</c> against a real shop and a real simulator: what is sound is found sound, and each fault is found with its remedy.</summary>
public sealed class DoctorTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>, IAsyncLifetime
{
    private const string Secret = "webhook-secret-of-this-test";

    private readonly TemporaryFolder folder = new();
    private readonly JsonObject settings = [];
    private WebApplication shop = null!;

    private SimulatorOptions Keys => simulator.Server.Options;

    private string Database => Path.Combine(folder.Path, "shop.db");

    public async Task InitializeAsync()
    {
        settings["Shop"] = new JsonObject { ["Mode"] = "Test", ["DataDirectory"] = ".", };
        settings["Pepay"] = new JsonObject
        {
            ["BaseUrl"] = simulator.Server.PepayUrl, ["MerchantApiKey"] = Keys.PepayMerchantKey, ["CommerceApiKey"] = Keys.PepayCommerceKey, ["WebhookSecret"] = Secret,
        };
        settings["XPay"] = new JsonObject
        {
            ["BaseUrl"] = simulator.Server.XPayUrl, ["PublicKey"] = Keys.XPayPublicKey, ["PrivateKey"] = Keys.XPayPrivateKey, ["WebhookSecret"] = Secret,
        };
        shop = await StartShopAsync();
        settings["Shop"]!["PublicUrl"] = shop.Urls.First();
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task SoundShop_NothingIsWrongAndNoSecretIsShown()
    {
        var run = await ExamineAsync();

        run.Code.ShouldBe(0, run.Output + run.Error);
        foreach (var name in new[] { "Mode", "Database", "Merchant API key", "Environment", "Commerce API key", "Clock", "Webhooks", "Stream merchantEvents", "Stream commerceEvents", "Key pair" })
            Find(run, name).State.ShouldBe("Done", name);
        Find(run, "Webhooks").Text.ShouldContain("takes a signed webhook (200) and refuses a forged one (401)");
        Find(run, "Mainnet access").State.ShouldBe("Open");
        foreach (var secret in new[] { Secret, Keys.PepayMerchantKey, Keys.PepayCommerceKey, Keys.XPayPrivateKey })
            run.Output.ShouldNotContain(secret);
        (await CommandLine.RunAsync("doctor", "--settings", folder.Path, "--strict")).Code.ShouldBe(1);
    }

    [Theory]
    [InlineData("Pepay", "MerchantApiKey", "mistyped", "Merchant API key", "refuses it")]
    [InlineData("Pepay", "MerchantApiKey", "mistyped", "Stream merchantEvents", "401")]
    [InlineData("Pepay", "CommerceApiKey", "mistyped", "Commerce API key", "refuses it")]
    [InlineData("XPay", "PrivateKey", "mistyped", "Key pair", "refuses it")]
    [InlineData("Pepay", "WebhookSecret", "another", "Webhooks", "verifies with another secret")]
    [InlineData("Pepay", "WebhookSecret", null, "Webhooks", "No webhook secret is configured")]
    [InlineData("XPay", "PrivateKey", null, "Keys", "PrivateKey is missing")]
    [InlineData("Pepay", "BaseUrl", "http://localhost:509O/pepay", "Keys", "Pepay:BaseUrl is 'http://localhost:509O/pepay'")]
    [InlineData("XPay", "BaseUrl", "https://", "Keys", "XPay:BaseUrl is 'https://'")]
    [InlineData("Shop", "PublicUrl", "http://127.0.0.1:1", "Webhooks", "cannot be reached")]
    [InlineData("Shop", "DataDirectory", "elsewhere", "Database", "There is no file")]
    [InlineData("Shop", "Mode", "Real", "Mode", "can be Simulator, Test or Live")]
    [InlineData("Shop", "Mode", "Live", "Mode", "https address")]
    public async Task Fault_IsFoundWithItsRemedy(string section, string key, string? value, string name, string says)
    {
        settings[section]![key] = value;

        var run = await ExamineAsync();

        run.Code.ShouldBe(1, run.Output + run.Error);
        Find(run, name).ShouldSatisfyAllConditions(found => found.State.ShouldBe("Wrong"), found => found.Text.ShouldContain(says));
        run.Output.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task KeyOfTheOtherScope_IsWrong()
    {
        (settings["Pepay"]!["MerchantApiKey"], settings["Pepay"]!["CommerceApiKey"]) = (Keys.PepayCommerceKey, Keys.PepayMerchantKey);

        var run = await ExamineAsync();

        (Find(run, "Merchant API key").State, Find(run, "Commerce API key").State).ShouldBe(("Wrong", "Wrong"), run.Output);
        Find(run, "Merchant API key").Text.ShouldContain("scope");
    }

    [Fact]
    public async Task AccountWithMainnet_HasItsAccess()
    {
        await using var mainnet = await SimulatorServer.StartAsync(new SimulatorOptions { Environment = SimulatorEnvironment.Mainnet });
        settings["Pepay"]!["BaseUrl"] = mainnet.PepayUrl;

        Find(await ExamineAsync(), "Mainnet access").State.ShouldBe("Done");
    }

    [Fact]
    public async Task Database_OfPostgreSql_IsLookedInto()
    {
        var database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync();
        var empty = Find(await ExamineAsync("--database", database), "Database");
        await using var services = new ServiceCollection().AddPepayPostgreSql(database).BuildServiceProvider();
        await services.GetRequiredService<IInboxStore>().InitializeAsync(default);
        var sound = Find(await ExamineAsync("--database", database), "Database");
        var away = Find(await ExamineAsync("--database", "Host=127.0.0.1;Port=1;Database=none;Password=hidden;Timeout=1"), "Database");

        (empty.State, sound.State, away.State).ShouldBe(("Wrong", "Done", "Wrong"));
        empty.Text.ShouldContain("Start the shop once");
        away.Text.ShouldContain("Check that the server runs");
        away.Text.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task RegisterWebhook_WithoutXPay_SaysThatNothingWasRegistered()
    {
        settings.Remove("XPay");

        var run = await ExamineAsync("--register-webhook", "https://shop.example/webhooks/xpay");

        run.Code.ShouldBe(1);
        Find(run, "Webhook registration").ShouldSatisfyAllConditions(static found => found.State.ShouldBe("Wrong"), static found => found.Text.ShouldContain("was not registered"));
    }

    [Fact]
    public async Task AccountOfTheOtherEnvironment_IsWrong()
    {
        await using var mainnet = await SimulatorServer.StartAsync(new SimulatorOptions { Environment = SimulatorEnvironment.Mainnet });
        settings["Pepay"]!["BaseUrl"] = mainnet.PepayUrl;

        var found = Find(await ExamineAsync(), "Environment");

        (found.State, found.Text.Contains("Use a devnet key", StringComparison.Ordinal)).ShouldBe(("Wrong", true));
    }

    [Fact]
    public async Task ShopThatTakesEverything_IsFoundOut()
    {
        await using var careless = await ReceivingShop.StartAsync();

        var run = await ExamineAsync("--url", careless.Url[..^"/webhooks".Length]);

        run.Code.ShouldBe(1);
        Find(run, "Webhooks").Text.ShouldContain("takes a forged webhook");
    }

    [Theory]
    [InlineData(600, "Wrong", "ahead of Pepay's")]
    [InlineData(-600, "Wrong", "behind Pepay's")]
    [InlineData(120, "Open", "goes on drifting")]
    public async Task Clock_ThatIsOff_IsMeasured(int seconds, string state, string says)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var late = builder.Build();
        late.Urls.Add("http://127.0.0.1:0");
        late.Run(context =>
        {
            context.Response.Headers.Date = DateTimeOffset.UtcNow.AddSeconds(-seconds).ToString("R");
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await late.StartAsync();
        settings["Pepay"]!["BaseUrl"] = late.Urls.First();

        var found = Find(await ExamineAsync(), "Clock");

        found.State.ShouldBe(state);
        found.Text.ShouldContain(says);
    }

    [Fact]
    public async Task Database_WithoutTablesOrNotDurable_IsWrongAndStaysAsItIs()
    {
        var other = Path.Combine(folder.Path, "other.db");
        await ExecuteAsync(other, "CREATE TABLE orders (number TEXT)");
        var empty = Find(await ExamineAsync("--database", other), "Database");
        await shop.DisposeAsync();
        await ExecuteAsync(Database, "PRAGMA journal_mode = DELETE");
        var undurable = Find(await ExamineAsync("--database", Database), "Database");

        (empty.State, undurable.State).ShouldBe(("Wrong", "Wrong"));
        empty.Text.ShouldContain("no tables of this program yet. Start the shop once");
        undurable.Text.ShouldContain("journal mode 'delete'");
        (await ExecuteAsync(other, "SELECT COUNT(*) FROM sqlite_master")).ShouldBe(1);
    }

    [Fact]
    public async Task RegisterWebhook_XPaySendsThereSignedWithTheConfiguredSecret()
    {
        await using var receiving = await ReceivingShop.StartAsync();
        var url = receiving.Url[..^"/webhooks".Length];

        var before = Find(await ExamineAsync("--url", url), "Webhook registration");
        var registered = Find(await ExamineAsync("--url", url, "--register-webhook", url + "/webhooks/xpay"), "Webhook registration");
        var after = Find(await ExamineAsync("--url", url), "Webhook registration");
        await CommandLine.RunAsync("trigger", "intent.success", "--simulator", simulator.Server.BaseUrl, "--settings", folder.Path);

        before.Text.ShouldContain("--register-webhook URL");
        registered.Text.ShouldContain("is registered at xPay as whc_");
        after.Text.ShouldContain($"xPay sends to {url}/webhooks/xpay");
        await Eventually.TrueAsync(() => receiving.Received.Any(static webhook => webhook.Headers.ContainsKey("xpay-private-signature")));
        var webhook = receiving.Received.First(static webhook => webhook.Headers.ContainsKey("xpay-private-signature"));
        webhook.Headers["xpay-signature"].ShouldBe(Convert.ToBase64String(System.Security.Cryptography.HMACSHA512.HashData(System.Text.Encoding.UTF8.GetBytes(Secret), webhook.Body)));
    }

    [Fact]
    public async Task NoKeys_AndBrokenSettings_AreSaidInWords()
    {
        using var nothing = new TemporaryFolder();
        var none = await CommandLine.RunAsync("doctor", "--settings", nothing.Path);
        nothing.File("appsettings.json", "{ broken");
        var broken = await CommandLine.RunAsync("doctor", "--settings", nothing.Path);
        var wrongUrl = await CommandLine.RunAsync("doctor", "--settings", folder.Path, "--url", "shop");

        (none.Code, broken.Code, wrongUrl.Code).ShouldBe((1, 3, 2));
        none.Output.ShouldContain("wrong  shop: Keys. No provider is configured");
        broken.Error.ShouldContain("cannot be read");
        wrongUrl.Error.ShouldContain("--url is 'shop'");
    }

    private async Task<CommandLine> ExamineAsync(params string[] options)
    {
        folder.File("appsettings.json", settings.ToJsonString());
        return await CommandLine.RunAsync(["doctor", "--settings", folder.Path, "--json", .. options]);
    }

    // The first of that name: of both providers' points, Pepay's.
    private static (string State, string Text) Find(CommandLine run, string name)
    {
        var found = run.Json.EnumerateArray().FirstOrDefault(finding => finding.GetProperty("name").GetString() == name);
        found.ValueKind.ShouldBe(JsonValueKind.Object, $"no finding '{name}' in {run.Output}");
        return (found.GetProperty("state").GetString()!, found.GetProperty("text").GetString()!);
    }

    private static async Task<long> ExecuteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() is long number ? number : 0;
    }

    private async Task<WebApplication> StartShopAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPepayRuntime();
        builder.Services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource($"Data Source={Database};Pooling=False"));
        builder.Services.AddPepay(options => options.Read(new Section(settings["Pepay"]!.DeepClone().AsObject()).Configuration));
        builder.Services.AddXPay(options => options.Read(new Section(settings["XPay"]!.DeepClone().AsObject()).Configuration));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPepayWebhooks();
        await app.Services.GetRequiredService<IInboxStore>().InitializeAsync(default);
        await app.StartAsync();
        return app;
    }

    /// <summary>Settings as a shop has them in its file.</summary>
    private sealed class Section(JsonObject values)
    {
        public Microsoft.Extensions.Configuration.IConfiguration Configuration { get; } = new Microsoft.Extensions.Configuration.ConfigurationBuilder()
            .Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = values.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value?.ToString())) }).Build();
    }
}
