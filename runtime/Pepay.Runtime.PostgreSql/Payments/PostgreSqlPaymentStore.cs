using System.Data.Common;
using Pepay.Runtime.Payments;
using static Pepay.Runtime.PostgreSql.PostgreSqlCommands;

namespace Pepay.Runtime.PostgreSql.Payments;

/// <summary>Payments in PostgreSQL, beside the inbox.</summary>
public sealed class PostgreSqlPaymentStore(PostgreSqlDatabase database) : IPaymentStore
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        await using var write = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (await write.ExecuteAsync(PaymentSql.Insert, PaymentRow.Inserted(payment), cancellationToken).ConfigureAwait(false) == 0)
            return false;
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
        await using var write = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (effect is not null)
            await write.ExecuteAsync(PaymentSql.LockOrder, [payment.OrderNumber], cancellationToken).ConfigureAwait(false);
        if (await write.ExecuteAsync(PaymentSql.Update, PaymentRow.Updated(payment), cancellationToken).ConfigureAwait(false) == 0)
            return false;
        await AddHistoryAsync(write, payment.AttemptId, entries, cancellationToken).ConfigureAwait(false);
        if (effect is not null)
            await effect(write.Transaction, cancellationToken).ConfigureAwait(false);

        // A crash before this line leaves neither the change nor its effect; after it, both.
        await write.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken) =>
        (await ReadAsync(PaymentSql.Find, PaymentRow.Read, cancellationToken, attemptId).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken) =>
        (await ReadAsync(PaymentSql.FindByPaymentId, PaymentRow.Read, cancellationToken, provider, account, paymentId).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) =>
        await ReadAsync(PaymentSql.ListByOrder, PaymentRow.Read, cancellationToken, orderNumber).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken) => before is null
        ? await ReadAsync(PaymentSql.ListFirst, PaymentRow.Read, cancellationToken, limit).ConfigureAwait(false)
        : await ReadAsync(PaymentSql.ListAfter, PaymentRow.Read, cancellationToken, limit, before).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(PaymentSql.ListDue, PaymentRow.Read, cancellationToken, now, limit).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) =>
        await ReadAsync(PaymentSql.ListHistory, PaymentRow.ReadHistory, cancellationToken, attemptId).ConfigureAwait(false);

    private static async Task AddHistoryAsync(
        PostgreSqlWrite write, string attemptId, IReadOnlyList<PaymentHistoryEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count > 0)
            await write.ExecuteAsync(
                PaymentSql.InsertHistory,
                [attemptId, entries.Select(e => e.At.ToUniversalTime()).ToArray(), entries.Select(e => e.Source).ToArray(), entries.Select(e => Clean(e.Text)).ToArray()],
                cancellationToken).ConfigureAwait(false);
    }

    private Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params object?[] parameters) =>
        database.RunAsync(async connection =>
        {
            await using var command = connection.Command(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(read(reader));
            return rows;
        }, cancellationToken);
}
