using Microsoft.AspNetCore.Builder;

namespace Pepay.Packages.Tests;

/// <summary>The C# of the READMEs that is no whole program compiles and runs in the place where its text puts it.</summary>
public sealed class ReadmeCodeTests : IDisposable
{
    private const string Usings = """
        using System.Data.Common;
        using Microsoft.Data.Sqlite;
        using Pepay.Api;
        using Pepay.Runtime;
        using Pepay.Runtime.Dispatch;
        using Pepay.Runtime.Payments;
        using Pepay.Runtime.Providers;
        using Pepay.Runtime.Sqlite;
        using Pepay.Runtime.Streams;
        using Pepay.Runtime.Sync;
        using Pepay.Storefront;
        """;

    private const string Begin = "\nvar builder = WebApplication.CreateBuilder(args);\n";
    private const string Build = "var app = builder.Build();\n";
    private const string StartAndStop = "\nawait app.StartAsync();\nawait app.StopAsync();\n";

    private const string Store = """
        builder.Services.AddPepayRuntime();
        builder.Services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource("Data Source=shop.db"));
        builder.Services.AddPepay(options =>
        {
            options.MerchantApiKey = "key";
            options.CommerceApiKey = "key";
            options.AddWebhookSecret("secret");
        });

        """;

    private const string MyOrders = """

        sealed class MyOrders : IShopOrders
        {
            public Task<ShopOrder?> FindAsync(string number, CancellationToken cancellationToken) => Task.FromResult<ShopOrder?>(null);

            public Task<bool> MayPayAsync(ShopOrder order, HttpContext context, CancellationToken cancellationToken) => Task.FromResult(true);

            public Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken) => Task.CompletedTask;
        }

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-readme-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task TopReadme_ShopAndHandler_StartTogether()
    {
        var blocks = Readmes.Code("README.md", "csharp");

        blocks.Count.ShouldBe(2);
        var shop = blocks[0].Replace("app.MapPepayStorefront", "builder.Services.AddMyShopHandlers();\n" + Build + "app.MapPepayStorefront", StringComparison.Ordinal);
        await RunAsync("using MyShop;\n" + Usings + Begin + shop + StartAndStop + MyOrders + blocks[1]);
    }

    [Fact]
    public async Task Storefront_Registration_Starts()
    {
        var block = Readmes.Code("plugins/Pepay.Storefront/README.md", "csharp")[0].Replace("app.MapPepayStorefront", Build + "app.MapPepayStorefront", StringComparison.Ordinal);

        await RunAsync(Usings + Begin + "var database = SqliteFactory.Instance.CreateDataSource(\"Data Source=shop.db\");\n" + block + StartAndStop + MyOrders);
    }

    [Theory]
    [InlineData("runtime/Pepay.Runtime.Sqlite/README.md", "")]
    [InlineData("runtime/Pepay.Runtime.AspNetCore/README.md", Store)]
    [InlineData("runtime/Pepay.Runtime.RabbitMq/README.md", Store)]
    public async Task Runtime_Registration_Starts(string readme, string before)
    {
        var block = Readmes.Code(readme, "csharp").ShouldHaveSingleItem();

        // Where a block goes on with the app, it is built in between.
        var parts = block.Split("\napp.", 2);
        await RunAsync(Usings + Begin + before + parts[0] + "\n" + Build + (parts.Length == 2 ? "app." + parts[1] : "") + StartAndStop);
    }

    [Fact]
    public async Task PostgreSql_Registration_Starts()
    {
        await using var database = await TemporaryPostgreSql.CreateAsync();

        await RunAsync(Usings + Begin + Readmes.Code("runtime/Pepay.Runtime.PostgreSql/README.md", "csharp").ShouldHaveSingleItem() + Build + StartAndStop, "--ConnectionStrings:Shop", database.ConnectionString);

        (await database.QueryAsync("SELECT count(*) FROM inbox_event")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task EntityFramework_Handler_WritesWithTheEvent()
    {
        await using var database = await TemporaryPostgreSql.CreateAsync();
        await database.QueryAsync("""CREATE TABLE "Shipments" ("Id" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Purchase" text)""");
        var block = Readmes.Code("runtime/Pepay.Runtime.EntityFrameworkCore/README.md", "csharp").ShouldHaveSingleItem();

        await RunAsync($$"""
            using Microsoft.EntityFrameworkCore;
            using MyShop;
            using Pepay.Runtime.Inbox;
            using Pepay.Runtime.PostgreSql;
            {{Usings}}
            {{Begin}}
            var database = builder.Configuration.GetConnectionString("Shop")!;
            builder.Services.AddPepayRuntime();
            builder.Services.AddPepayPostgreSql(database);
            builder.Services.AddPepay(options =>
            {
                options.BaseUrl = new Uri("http://127.0.0.1:1/");
                options.MerchantApiKey = "key";
                options.AddWebhookSecret("secret");
            });
            builder.Services.AddDbContext<ShopContext>(options => options.UseNpgsql(database));
            builder.Services.AddMyShopHandlers();
            {{Build}}
            await app.StartAsync();
            var body = File.ReadAllBytes(builder.Configuration["Event"]!);
            await app.Services.GetRequiredService<InboxAcceptor>().AcceptAsync([new IncomingEvent
            {
                Provider = "pepay", Account = "default", EventId = "evt_1", Type = "invoice.updated", OrderingKey = "inv_1", Environment = PaymentEnvironment.Test,
                ReceivedAt = DateTimeOffset.UtcNow, Headers = new Dictionary<string, string>(), Body = body,
            }]);
            using (var scope = app.Services.CreateScope())
            {
                while (!await scope.ServiceProvider.GetRequiredService<ShopContext>().Shipments.AnyAsync())
                    await Task.Delay(10);
            }

            await app.StopAsync();

            sealed class Shipment { public int Id { get; set; } public string? Purchase { get; set; } }
            sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options) { public DbSet<Shipment> Shipments => Set<Shipment>(); }
            {{block}}
            """, "--ConnectionStrings:Shop", database.ConnectionString, "--Event", Path.Combine(PackedPackages.Root, "tests", "Pepay.Api.Tests", "Published", "event-frame.json"));

        (await database.QueryAsync("""SELECT "Purchase" FROM "Shipments" """)).ShouldBe(["inv_1"]);
    }

    [Fact]
    public async Task Runtime_Streams_AreFollowedUntilCancelled()
    {
        var block = Readmes.Code("runtime/Pepay.Runtime/README.md", "csharp")[1];
        var (registration, follow) = (block[..block.IndexOf("await foreach", StringComparison.Ordinal)], block[block.IndexOf("await foreach", StringComparison.Ordinal)..]);

        await RunAsync($$"""
            {{Usings}}
            {{Begin}}
            {{Store}}
            var services = builder.Services;
            {{registration}}
            {{Build}}
            var streams = app.Services.GetRequiredKeyedService<PepayStreams>("default");
            var (saved, cancellationToken) = ((string?)null, new CancellationToken(true));
            try
            {
            {{follow}}
                throw new InvalidOperationException("The stream ended by itself.");
            }
            catch (OperationCanceledException)
            {
            }

            static void Handle(IPepayEvent? e) { }
            static void ReadAgainWhatMustNotBeWrong(StreamGap gap) { }

            """);
    }

    [Fact]
    public async Task XPay_Registration_Starts()
    {
        var block = Readmes.Code("runtime/XPay.Api/README.md", "csharp").ShouldHaveSingleItem();
        var around = "builder.Services.AddPepayRuntime();\nbuilder.Services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource(\"Data Source=shop.db\"));\n";

        await RunAsync(Usings + Begin + around + block + Build + StartAndStop);
    }

    [Fact]
    public async Task Pepay_Streams_AreFollowedUntilCancelled()
    {
        var block = Readmes.Code("runtime/Pepay.Api/README.md", "csharp").ShouldHaveSingleItem();

        await RunAsync($$"""
            {{Usings}}
            {{Begin}}
            {{Store}}
            {{Build}}
            var streams = app.Services.GetRequiredKeyedService<PepayStreams>("default");
            var address = new { WsConnection = new { Value = new { Token = "token" } } };
            var (orderId, savedCursor, cancellationToken) = ("order", (string?)null, new CancellationToken(true));
            try
            {
            {{block}}
                throw new InvalidOperationException("The streams ended by themselves.");
            }
            catch (OperationCanceledException)
            {
            }

            """);
    }

    [Fact]
    public async Task Simulator_InATest_PaysAnInvoice()
    {
        await using var webhooks = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]).Build();
        var received = 0;
        webhooks.MapPost("/{**path}", () => Interlocked.Increment(ref received));
        await webhooks.StartAsync();
        var block = Readmes.Code("runtime/Pepay.Simulator/README.md", "csharp").ShouldHaveSingleItem()
            .Replace("http://127.0.0.1:5000", webhooks.Urls.Single(), StringComparison.Ordinal)
            .Replace("simulator.PayInvoice", """
                var http = new HttpClient { BaseAddress = new Uri(simulator.PepayUrl + "/") };
                http.DefaultRequestHeaders.Add("x-api-key", simulator.Options.PepayMerchantKey);
                http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
                using var made = await http.PostAsJsonAsync("api/v1/invoices", new { amount_usd = 12.00m, description = "Order A-1", customer_id = "c" });
                made.EnsureSuccessStatusCode();
                using var invoice = System.Text.Json.JsonDocument.Parse(await made.Content.ReadAsStringAsync());
                var invoiceId = Find(invoice.RootElement)!;
                simulator.PayInvoice
                """.TrimEnd(), StringComparison.Ordinal);

        await RunAsync("using Pepay.Simulator;\nusing Shouldly;\n" + block + """

            static string? Find(System.Text.Json.JsonElement element) => element.ValueKind != System.Text.Json.JsonValueKind.Object ? null
                : element.TryGetProperty("invoice_id", out var id) ? id.GetString()
                : element.EnumerateObject().Select(property => Find(property.Value)).FirstOrDefault(found => found is not null);
            """);

        received.ShouldBeGreaterThan(0);
    }

    private Task RunAsync(string program, params string[] arguments) => ReadmeProgram.RunAsync(
        program.Replace("Data Source=shop.db", "Data Source=" + Path.Combine(folder.FullName, "shop.db") + ";Pooling=False", StringComparison.Ordinal),
        [
            "--urls", "http://127.0.0.1:0", "--Pepay:MerchantApiKey", "key", "--Pepay:WebhookSecret", "secret", "--XPay:PublicKey", "public", "--XPay:PrivateKey", "private",
            "--XPay:WebhookSecret", "secret", "--RabbitMq", "amqp://guest:guest@127.0.0.1:1/", .. arguments,
        ]);
}
