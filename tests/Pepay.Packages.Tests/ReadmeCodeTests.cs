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
        var blocks = ReadmeProgram.Blocks("README.md");

        blocks.Count.ShouldBe(2);
        var shop = blocks[0].Replace("app.MapPepayStorefront", "builder.Services.AddMyShopHandlers();\n" + Build + "app.MapPepayStorefront", StringComparison.Ordinal);
        await RunAsync("using MyShop;\n" + Usings + Begin + shop + StartAndStop + MyOrders + blocks[1]);
    }

    [Fact]
    public async Task Storefront_Registration_Starts()
    {
        var block = ReadmeProgram.Blocks("plugins/Pepay.Storefront/README.md")[0].Replace("app.MapPepayStorefront", Build + "app.MapPepayStorefront", StringComparison.Ordinal);

        await RunAsync(Usings + Begin + "var database = SqliteFactory.Instance.CreateDataSource(\"Data Source=shop.db\");\n" + block + StartAndStop + MyOrders);
    }

    [Fact]
    public async Task XPay_Registration_Starts()
    {
        var block = ReadmeProgram.Blocks("runtime/XPay.Api/README.md").ShouldHaveSingleItem();
        var around = "builder.Services.AddPepayRuntime();\nbuilder.Services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource(\"Data Source=shop.db\"));\n";

        await RunAsync(Usings + Begin + around + block + Build + StartAndStop);
    }

    [Fact]
    public async Task Pepay_Streams_AreFollowedUntilCancelled()
    {
        var block = ReadmeProgram.Blocks("runtime/Pepay.Api/README.md").ShouldHaveSingleItem();

        await RunAsync($$"""
            {{Usings}}
            {{Begin}}
            builder.Services.AddPepayRuntime();
            builder.Services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource("Data Source=shop.db"));
            builder.Services.AddPepay(options =>
            {
                options.MerchantApiKey = "key";
                options.CommerceApiKey = "key";
            });
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
        var block = ReadmeProgram.Blocks("runtime/Pepay.Simulator/README.md").ShouldHaveSingleItem()
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

    private Task RunAsync(string program) => ReadmeProgram.RunAsync(
        program.Replace("Data Source=shop.db", "Data Source=" + Path.Combine(folder.FullName, "shop.db") + ";Pooling=False", StringComparison.Ordinal),
        "--urls", "http://127.0.0.1:0", "--Pepay:MerchantApiKey", "key", "--Pepay:WebhookSecret", "secret", "--XPay:PublicKey", "public", "--XPay:PrivateKey", "private", "--XPay:WebhookSecret", "secret");
}
