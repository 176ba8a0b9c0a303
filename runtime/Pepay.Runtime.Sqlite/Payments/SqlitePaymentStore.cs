using System.Data.Common;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sqlite.Payments;

/// <summary>Payments in a SQLite file, beside the inbox.</summary>
public sealed class SqlitePaymentStore(SqliteDatabase database) : IPaymentStore
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        await using var write = await database.BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        await using (var insert = write.Command(PaymentSql.Insert, PaymentRow.Parameters(payment)))
        {
            if (await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
                return false;
        }

        await AddHistoryAsync(write, payment.AttemptId, [entry], cancellationToken).ConfigureAwait(false);
        await write.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> TryUpdateAsync(
        Payment payment,
        IReadOnlyList<PaymentHistoryEntry> entries,
        Func<DbTransaction?, CancellationToken, Task>? effect,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(entries);
        await using var write = await database.BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        await using (var update = write.Command(PaymentSql.Update, PaymentRow.Parameters(payment)))
        {
            if (await update.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
                return false;
        }

        await AddHistoryAsync(write, payment.AttemptId, entries, cancellationToken).ConfigureAwait(false);
        if (effect is not null)
            await effect(write.Transaction, cancellationToken).ConfigureAwait(false);

        // A crash before this line leaves neither the change nor its effect; after it, both.
        await write.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken) =>
        (await ReadAsync(PaymentSql.Find, PaymentRow.Read, cancellationToken, ("$attempt_id", attemptId)).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            PaymentSql.FindByPaymentId, PaymentRow.Read, cancellationToken,
            ("$provider", provider), ("$account", account), ("$payment_id", paymentId)).ConfigureAwait(false);
        return found.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) =>
        await ReadAsync(PaymentSql.ListByOrder, PaymentRow.Read, cancellationToken, ("$order_number", orderNumber)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken) => before is null
        ? await ReadAsync(PaymentSql.ListFirst, PaymentRow.Read, cancellationToken, ("$limit", limit)).ConfigureAwait(false)
        : await ReadAsync(PaymentSql.ListAfter, PaymentRow.Read, cancellationToken, ("$limit", limit), ("$before", before)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(PaymentSql.ListDue, PaymentRow.Read, cancellationToken, ("$now", now.ToUnixTimeMilliseconds()), ("$limit", limit)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) =>
        await ReadAsync(PaymentSql.ListHistory, PaymentRow.ReadHistory, cancellationToken, ("$attempt_id", attemptId)).ConfigureAwait(false);

    private static async Task AddHistoryAsync(
        SqliteWrite write, string attemptId, IReadOnlyList<PaymentHistoryEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            await using var insert = write.Command(
                PaymentSql.InsertHistory,
                ("$attempt_id", attemptId), ("$at", entry.At.ToUnixTimeMilliseconds()), ("$source", entry.Source), ("$text", entry.Text));
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = SqliteCommands.Create(connection, null, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }
}
