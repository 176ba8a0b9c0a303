using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite;

/// <summary>
/// The tables, as plain SQL steps that each run once. A step that has shipped is never changed; a new one is added after it.
/// </summary>
internal static class SqliteMigrations
{
    private static readonly (string Id, string Sql)[] Steps =
    [
        ("payments-1", Payments.PaymentSql.CreateTables),
        ("inbox-1", Inbox.InboxTables.Create),
        ("inbox-2", Inbox.InboxTables.AddUnknownTypes),
        ("payments-2", Payments.PaymentSql.AddSettlement),
        ("streams-1", Streams.SqliteStreamStore.CreateTable),
        ("merchant-1", Merchant.SqliteMerchantActionStore.CreateTable),
        ("inbox-3", Inbox.InboxTables.AddDismissals),
    ];

    /// <summary>Runs the steps that the file has not had. The caller's immediate transaction keeps other processes out meanwhile.</summary>
    public static async Task RunAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS pepay_migration (id TEXT PRIMARY KEY) WITHOUT ROWID;").ConfigureAwait(false);
        await RefuseNewerAsync(transaction, cancellationToken).ConfigureAwait(false);
        foreach (var (id, sql) in Steps)
        {
            await using var mark = SqliteCommands.Create(
                connection, transaction, "INSERT INTO pepay_migration (id) VALUES ($id) ON CONFLICT DO NOTHING;", [("$id", id)]);
            if (await mark.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1)
                await ExecuteAsync(sql).ConfigureAwait(false);
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = SqliteCommands.Create(connection, transaction, sql, []);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RefuseNewerAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var select = SqliteCommands.Create(transaction.Connection!, transaction, "SELECT id FROM pepay_migration;", []);
        await using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!Array.Exists(Steps, step => step.Id == row.GetString(0)))
                throw new InboxConfigurationException(
                    $"The SQLite file '{transaction.Connection!.DataSource}' has had step '{row.GetString(0)}' of a newer version of this program. Start that version, or restore the file from before the upgrade.");
        }
    }
}
