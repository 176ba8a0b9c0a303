using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Pepay.Tests;

/// <summary>A SQLite file in a folder of its own, removed at the end.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-");

    public TemporaryDatabase() => ConnectionString = $"Data Source={Path.Combine(folder.FullName, "shop.db")}";

    public string ConnectionString { get; }

    public DbDataSource Source => SqliteFactory.Instance.CreateDataSource(ConnectionString);

    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var values = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            values.Add(row.GetString(0));
        return values;
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(connection);
        folder.Delete(recursive: true);
    }
}
