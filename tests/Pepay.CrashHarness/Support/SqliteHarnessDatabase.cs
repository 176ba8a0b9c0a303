using System.Data.Common;
using Microsoft.Data.Sqlite;
using Pepay.CrashHarness.Target;

namespace Pepay.CrashHarness.Support;

internal sealed class SqliteHarnessDatabase(string folder) : HarnessDatabase
{
    public override string Store => TargetOptions.Sqlite;

    public override string ConnectionString { get; } = $"Data Source={Path.Combine(folder, "shop.db")}";

    protected override string CountWaiting => "SELECT count(*) FROM inbox_event WHERE state IN (0, 1)";

    protected override string LongAgo => "0";

    public static Task<HarnessDatabase> CreateAsync(string folder) => Task.FromResult<HarnessDatabase>(new SqliteHarnessDatabase(folder));

    public override Task CreateEffectsAsync() => ExecuteAsync(
        "CREATE TABLE harness_effect (id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, attempt INTEGER NOT NULL)",
        "CREATE TABLE harness_move (order_number TEXT NOT NULL, label TEXT NOT NULL)");

    public override async Task DropUniqueIndexAsync()
    {
        // SQLite cannot drop a constraint: the empty table is made again without it.
        const string Constraint = "UNIQUE (provider, account, event_id)";
        var table = (await QueryAsync("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'inbox_event'")).Single();
        var indexes = await QueryAsync("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'inbox_event' AND sql IS NOT NULL");
        table.ShouldContain(Constraint);
        await ExecuteAsync(["DROP TABLE inbox_event", table.Replace(Constraint, "CHECK (1)", StringComparison.Ordinal), .. indexes]);
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        return ValueTask.CompletedTask;
    }

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
