using Npgsql;

namespace Pepay.Tests;

/// <summary>A database of its own on the shared PostgreSQL server.</summary>
internal sealed class TemporaryPostgreSql : IAsyncDisposable
{
    private TemporaryPostgreSql(string connectionString)
    {
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=64");
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static async Task<TemporaryPostgreSql> CreateAsync() => new(await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync());

    /// <summary>Runs one statement and gives its first column as text.</summary>
    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        var values = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            values.Add(Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        return values;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
