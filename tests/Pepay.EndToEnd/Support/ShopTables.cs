using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Pepay.EndToEnd.Support;

/// <summary>Counts in the database of a running shop.</summary>
internal sealed class ShopTables : IAsyncDisposable
{
    private readonly DbDataSource source;
    private readonly string unfinished;

    private ShopTables(DbDataSource source, string unfinished)
    {
        this.source = source;
        this.unfinished = unfinished;
    }

    public static ShopTables OfSqlite(string folder) => new(
        SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder, "shop.db")};Pooling=False"),
        "inbox_event WHERE state <> 4");

    public static ShopTables OfPostgreSql(string connectionString) => new(
        NpgsqlDataSource.Create(connectionString),
        "inbox_event WHERE seq IN (SELECT seq FROM inbox_new UNION SELECT seq FROM inbox_delivery UNION SELECT seq FROM inbox_parked UNION SELECT seq FROM inbox_mark WHERE dead)");

    /// <summary>Events that some handler is not done with, dead letters among them.</summary>
    public Task<long> CountUnfinishedEventsAsync() => CountAsync(unfinished);

    public async Task<long> CountAsync(string what)
    {
        await using var command = source.CreateCommand("SELECT count(*) FROM " + what);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
