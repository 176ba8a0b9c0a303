using System.Data.Common;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sqlite.Inbox;

namespace Pepay.Runtime.Sqlite.Tests.Inbox;

/// <summary>The contract of every inbox store, on a real SQLite file.</summary>
public sealed class SqliteInboxStoreTests : InboxStoreContract
{
    private readonly TemporaryDatabase file = new();
    private readonly List<SqliteDatabase> opened = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await file.QueryAsync("CREATE TABLE effect (name TEXT)");
    }

    public override Task DisposeAsync()
    {
        foreach (var database in opened)
            database.Dispose();
        file.Dispose();
        return Task.CompletedTask;
    }

    protected override IInboxStore OpenStore()
    {
        opened.Add(new SqliteDatabase(file.Source, Clock));
        return new SqliteInboxStore(opened[^1]);
    }

    protected override async Task WriteEffectAsync(DbTransaction transaction, string effect)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO effect VALUES ('{effect}')";
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<IReadOnlyList<string>> ReadEffectsAsync() => await file.QueryAsync("SELECT name FROM effect");
}
