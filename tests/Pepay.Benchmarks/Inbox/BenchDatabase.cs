using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sqlite.Inbox;
using Pepay.Tests;

namespace Pepay.Benchmarks.Inbox;

/// <summary>A fresh database with an inbox and a table of effects; fsync is on.</summary>
internal abstract class BenchDatabase : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    public abstract string Name { get; }

    public abstract DbDataSource Source { get; }

    public abstract IInboxStore Store { get; }

    public string ConnectionString => Source.ConnectionString;

    public static async Task<BenchDatabase[]> CreateBothAsync() => [await CreateSqliteAsync(), await CreatePostgreSqlAsync()];

    public static Task<BenchDatabase> CreateSqliteAsync() => new SqliteBench().PrepareAsync();

    public static async Task<BenchDatabase> CreatePostgreSqlAsync() =>
        await new PostgreSqlBench(await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync()).PrepareAsync();

    public async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = await Source.OpenConnectionAsync();
        foreach (var sql in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task<long> CountAsync(string table)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until so many effects are there. It looks less often the more are missing: counting takes from the database what is measured.</summary>
    /// <returns>How many more there are a second than when it was called.</returns>
    public async Task<double> UntilEffectsAsync(long wanted)
    {
        var before = await CountAsync("effect");
        var begin = Stopwatch.GetTimestamp();
        var wait = ShortestWait;
        while (true)
        {
            await Task.Delay(wait);
            var count = await CountAsync("effect");
            var elapsed = Stopwatch.GetElapsedTime(begin);
            if (count >= wanted)
                return (count - before) / elapsed.TotalSeconds;
            // Half of the time that the rest would take; what came so far may have been a slow beginning.
            var rest = count == before ? elapsed : elapsed * Math.Min(1, (double)(wanted - count) / (count - before) / 2);
            wait = rest > ShortestWait ? rest : ShortestWait;
        }
    }

    /// <summary>Opens a connection with durable commits, as the rival uses it.</summary>
    public abstract Task<DbConnection> OpenRivalAsync();

    public abstract ValueTask DisposeAsync();

    private async Task<BenchDatabase> PrepareAsync()
    {
        await Store.InitializeAsync(default);
        await ExecuteAsync(
            "CREATE TABLE effect (name text NOT NULL, worker int)",
            $"CREATE TABLE rival (seq {Identity}, event_id text NOT NULL UNIQUE, body {Bytes} NOT NULL, done int NOT NULL)",
            "CREATE INDEX rival_open ON rival (seq) WHERE done = 0");
        return this;
    }

    protected abstract string Identity { get; }

    protected abstract string Bytes { get; }

    private sealed class SqliteBench : BenchDatabase
    {
        private readonly TemporaryDatabase file = new();
        private readonly SqliteDatabase database;

        public SqliteBench()
        {
            Source = SqliteFactory.Instance.CreateDataSource(file.ConnectionString);
            database = new SqliteDatabase(Source);
            Store = new SqliteInboxStore(database);
        }

        public override string Name => "SQLite";

        public override DbDataSource Source { get; }

        public override IInboxStore Store { get; }

        protected override string Identity => "INTEGER PRIMARY KEY";

        protected override string Bytes => "BLOB";

        public override async Task<DbConnection> OpenRivalAsync()
        {
            var connection = await Source.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 60000";
            await command.ExecuteNonQueryAsync();
            return connection;
        }

        public override ValueTask DisposeAsync()
        {
            database.Dispose();
            file.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class PostgreSqlBench : BenchDatabase
    {
        private readonly NpgsqlDataSource source;
        private readonly ServiceProvider services;

        public PostgreSqlBench(string connectionString)
        {
            source = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=64");
            services = new ServiceCollection().AddPepayPostgreSql(connectionString).BuildServiceProvider();
            Store = services.GetRequiredService<IInboxStore>();
        }

        public override string Name => "PostgreSQL";

        public override DbDataSource Source => source;

        public override IInboxStore Store { get; }

        protected override string Identity => "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

        protected override string Bytes => "bytea";

        public override async Task<DbConnection> OpenRivalAsync() => await source.OpenConnectionAsync();

        public override async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await source.DisposeAsync();
        }
    }
}
