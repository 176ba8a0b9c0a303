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
        await ReadHadAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Looks, without changing anything, whether the file has had every step.</summary>
    /// <exception cref="InboxConfigurationException">It has not, or it has had one of a newer version.</exception>
    public static async Task CheckAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var find = SqliteCommands.Create(connection, null, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'pepay_migration';", []);
        var isThere = Convert.ToInt64(await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture) > 0;
        var had = isThere ? await ReadHadAsync(connection, null, cancellationToken).ConfigureAwait(false) : [];
        if (Array.Find(Steps, step => !had.Contains(step.Id)).Id is { } missing)
            throw new InboxConfigurationException(
                $"The SQLite file '{connection.DataSource}' has {(isThere ? $"not had step '{missing}'" : "no tables of this program")} yet. Start the shop once with this version: it brings its tables up to date.");
    }

    /// <exception cref="InboxConfigurationException">A newer version was there.</exception>
    private static async Task<HashSet<string>> ReadHadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var had = new HashSet<string>(StringComparer.Ordinal);
        await using var select = SqliteCommands.Create(connection, transaction, "SELECT id FROM pepay_migration;", []);
        await using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!Array.Exists(Steps, step => step.Id == row.GetString(0)))
                throw new InboxConfigurationException(
                    $"The SQLite file '{connection.DataSource}' has had step '{row.GetString(0)}' of a newer version of this program. Start that version, or restore the file from before the upgrade.");
            had.Add(row.GetString(0));
        }

        return had;
    }
}
