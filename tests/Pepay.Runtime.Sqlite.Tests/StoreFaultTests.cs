using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.AspNetCore.Tests;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Sqlite.Tests;

/// <summary>
/// A file that cannot be opened, written or enlarged, and then can: 503 meanwhile, nothing accepted is lost, nothing needs a restart. There is no connection to cut.
/// </summary>
public sealed class StoreFaultTests : IAsyncLifetime
{
    private readonly TemporaryDatabase file = new();
    private readonly ConcurrentQueue<string> handled = [];
    private readonly List<IAsyncDisposable> running = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in running)
            await host.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task When_the_file_cannot_be_opened_at_start_Should_answer_503_and_go_on_when_it_can()
    {
        var folder = Path.Combine(Path.GetDirectoryName(new SqliteConnectionStringBuilder(file.ConnectionString).DataSource)!, "later");
        var endpoint = await StartAsync(SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder, "shop.db")};Pooling=false"));
        (await SendAsync(endpoint, "e1")).ShouldBe(503);

        Directory.CreateDirectory(folder);
        await Eventually.TrueAsync(async () => await SendAsync(endpoint, "e1") == 200);
        await Eventually.TrueAsync(() => handled.Contains("e1"));
    }

    [Fact]
    public async Task When_somebody_else_holds_the_file_Should_answer_503_and_lose_nothing()
    {
        // The driver tries for so long, in seconds.
        var endpoint = await StartAsync(SqliteFactory.Instance.CreateDataSource(file.ConnectionString + ";Default Timeout=1"));
        await Eventually.TrueAsync(async () => await SendAsync(endpoint, "before") == 200);
        await using (var other = new SqliteConnection(file.ConnectionString))
        {
            await other.OpenAsync();
            await using var hold = await other.BeginTransactionAsync();
            (await SendAsync(endpoint, "meanwhile")).ShouldBe(503);
        }

        await Eventually.TrueAsync(async () => await SendAsync(endpoint, "meanwhile") == 200);
        await Eventually.TrueAsync(() => handled.Count >= 2);
        handled.Order().ShouldBe(["before", "meanwhile"]);
    }

    [Fact]
    public async Task When_the_disk_is_full_Should_answer_503_and_lose_nothing()
    {
        var disk = new SmallDisk(SqliteFactory.Instance.CreateDataSource(file.ConnectionString));
        var endpoint = await StartAsync(disk);
        var large = new string('x', 500_000);
        await Eventually.TrueAsync(async () => await SendAsync(endpoint, "before", large) == 200);
        disk.IsFull = true;
        (await SendAsync(endpoint, "meanwhile", large)).ShouldBe(503);
        (await SendAsync(endpoint, "meanwhile too", large)).ShouldBe(503);

        disk.IsFull = false;
        await Eventually.TrueAsync(async () => await SendAsync(endpoint, "meanwhile", large) == 200);
        await Eventually.TrueAsync(() => handled.Count >= 2);
        handled.Order().ShouldBe(["before", "meanwhile"]);
    }

    // The shop's dispatcher and its webhook endpoint, which has no dispatcher of its own, over one file.
    private async Task<WebhookServer> StartAsync(DbDataSource source)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPepaySqlite(source).AddPepayRuntime();
        builder.Services.AddSingleton(new ProviderAccount { Provider = InboxEvents.Provider("invoice.updated"), Environment = PaymentEnvironment.Test });
        builder.Services.Configure<DispatchOptions>(options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        builder.Services.AddEventHandler(new HandlerDescriptor("test", "pepay", "invoice.updated", (_, context, _) =>
        {
            handled.Enqueue(context.EventId);
            return Task.CompletedTask;
        }));
        var host = builder.Build();
        running.Add((IAsyncDisposable)host);
        var endpoint = new WebhookServer(services => services.AddPepaySqlite(source));
        running.Insert(0, endpoint);
        await host.StartAsync();
        return endpoint;
    }

    private static async Task<int> SendAsync(WebhookServer endpoint, string id, string text = "") =>
        (await endpoint.SendAsync(endpoint.Request($$"""{"id":"{{id}}","type":"invoice.updated","text":"{{text}}"}"""))).Status;

    /// <summary>A data source whose file cannot grow while the disk is full; what SQLite reports then is what it reports for a real one.</summary>
    private sealed class SmallDisk(DbDataSource inner) : DbDataSource
    {
        public bool IsFull { get; set; }

        public override string ConnectionString => inner.ConnectionString;

        protected override DbConnection CreateDbConnection()
        {
            var connection = inner.CreateConnection();
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState != ConnectionState.Open)
                    return;
                using var limit = connection.CreateCommand();
                limit.CommandText = $"PRAGMA max_page_count = {(IsFull ? 1 : 1_000_000)}";
                limit.ExecuteNonQuery();
            };
            return connection;
        }
    }
}
