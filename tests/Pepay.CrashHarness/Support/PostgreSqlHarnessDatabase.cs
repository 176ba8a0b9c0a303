using System.Data.Common;
using Npgsql;
using Pepay.CrashHarness.Target;

namespace Pepay.CrashHarness.Support;

internal sealed class PostgreSqlHarnessDatabase : HarnessDatabase
{
    private readonly NpgsqlDataSource source;

    private PostgreSqlHarnessDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        source = NpgsqlDataSource.Create(connectionString);
    }

    public override string Store => TargetOptions.PostgreSql;

    public override string ConnectionString { get; }

    protected override string CountWaiting => "SELECT (SELECT count(*) FROM inbox_new) + (SELECT count(*) FROM inbox_delivery)";

    protected override string LongAgo => "'epoch'";

    public static async Task<HarnessDatabase> CreateAsync() =>
        new PostgreSqlHarnessDatabase(await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync());

    public override Task CreateEffectsAsync() => ExecuteAsync(
        "CREATE TABLE harness_effect (id bigserial PRIMARY KEY, event_id text NOT NULL, attempt integer NOT NULL)",
        "CREATE TABLE harness_move (order_number text NOT NULL, label text NOT NULL)");

    public override Task DropUniqueIndexAsync() => ExecuteAsync("ALTER TABLE inbox_event DROP CONSTRAINT inbox_event_provider_account_event_id_key");

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    protected override async Task<DbConnection> OpenAsync() => await source.OpenConnectionAsync();
}
