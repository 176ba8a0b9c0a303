using System.Data;
using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql;

/// <summary>
/// The tables, as plain SQL steps that each run once. A step that has shipped is never changed; a new one is added after it.
/// </summary>
internal static class PostgreSqlMigrations
{
    private static readonly (string Id, string Sql)[] Steps =
    [
        ("inbox-1", Inbox.InboxTables.Create),
        ("payments-1", Payments.PaymentSql.CreateTables),
        ("streams-1", Streams.PostgreSqlStreamStore.CreateTable),
        ("merchant-1", Merchant.PostgreSqlMerchantActionStore.CreateTable),
        ("inbox-2", Inbox.InboxTables.AddDismissals),
    ];

    /// <summary>Runs the steps that the database has not had. Processes that start together take turns.</summary>
    public static async Task RunAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync("/* migrate */ SELECT pg_advisory_xact_lock(hashtext('pepay_migration'), 0)").ConfigureAwait(false);
        await ExecuteAsync("/* migrate */ CREATE TABLE IF NOT EXISTS pepay_migration (id text PRIMARY KEY)").ConfigureAwait(false);
        var had = await ReadHadAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        foreach (var (id, sql) in Steps.Where(step => !had.Contains(step.Id)))
        {
            await ExecuteAsync(sql).ConfigureAwait(false);
            await ExecuteAsync("/* migrate */ INSERT INTO pepay_migration (id) VALUES ($1)", id).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);

        async Task ExecuteAsync(string sql, params object?[] parameters)
        {
            await using var command = connection.Command(sql, parameters);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks, without changing anything, whether the database has had every step.</summary>
    /// <exception cref="InboxConfigurationException">It has not, or it has had one of a newer version.</exception>
    public static async Task CheckAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var find = connection.Command("/* migrate */ SELECT to_regclass('pepay_migration') IS NOT NULL");
        var isThere = (bool)(await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        var had = isThere ? await ReadHadAsync(connection, null, cancellationToken).ConfigureAwait(false) : [];
        if (Array.Find(Steps, step => !had.Contains(step.Id)).Id is { } missing)
            throw new InboxConfigurationException(
                $"The database '{connection.Database}' has {(isThere ? $"not had step '{missing}'" : "no tables of this program")} yet. Start the shop once with this version: it brings its tables up to date.");
    }

    /// <exception cref="InboxConfigurationException">A newer version was there.</exception>
    private static async Task<HashSet<string>> ReadHadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var select = connection.Command("/* migrate */ SELECT id FROM pepay_migration");
        select.Transaction = transaction;
        await using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var had = new HashSet<string>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            had.Add(row.GetString(0));
        return had.FirstOrDefault(id => !Array.Exists(Steps, step => step.Id == id)) is not { } newer ? had
            : throw new InboxConfigurationException(
                $"The database '{connection.Database}' has had step '{newer}' of a newer version of this program. Start that version, or restore the database from before the upgrade.");
    }
}
