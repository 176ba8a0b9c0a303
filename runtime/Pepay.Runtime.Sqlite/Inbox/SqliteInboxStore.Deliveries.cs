using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite.Inbox;

public sealed partial class SqliteInboxStore
{
    // Every change of a leased delivery carries the fencing token that it was leased with.
    private const string IsMine = "seq = $seq AND handler = $handler AND state = 1 AND fence = $fence";

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<Delivery> deliveries, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteAsync(write => EachAsync(deliveries, delivery => ChangeMineAsync(
            write, delivery, "lease_until = $until", [("$until", database.Time.GetUtcNow() + lease)], cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public async Task<IDeliveryTransaction> BeginAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var write = await database.BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The write lock is held from here on, so what is mine now is still mine at the commit.
            using var check = write.Command($"SELECT 1 FROM inbox_delivery WHERE {IsMine}", Mine(delivery));
            if (await check.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null)
                throw new LeaseLostException(delivery);
            return new DeliveryTransaction(this, write);
        }
        catch
        {
            await write.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        database.WriteAsync(write => EachAsync(deliveries, delivery => MarkDoneAsync(write, delivery, cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> FailAsync(Delivery delivery, DeliveryFailure failure, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
        {
            var (change, at) = failure.Outcome switch
            {
                FailureOutcome.Retry => ("state = 0, lease_until = NULL, next_attempt_at = $at, last_error = $error", database.Time.GetUtcNow() + failure.RetryAfter),
                FailureOutcome.Release => ("state = 0, lease_until = NULL, next_attempt_at = $at, attempt = attempt - 1, last_error = coalesce($error, last_error)", database.Time.GetUtcNow() + failure.RetryAfter),
                _ => ("state = 3, lease_until = NULL, finished_at = $at, last_error = $error", database.Time.GetUtcNow()),
            };
            var mine = await ChangeMineAsync(write, delivery, change, [("$at", at), ("$error", failure.Error)], cancellationToken).ConfigureAwait(false);
            if (mine)
                await write.ExecuteAsync(RefreshEventState, [("$seq", delivery.Id)], cancellationToken).ConfigureAwait(false);
            return mine;
        }, cancellationToken);

    private async Task<bool> MarkDoneAsync(SqliteWrite write, Delivery delivery, CancellationToken cancellationToken)
    {
        var mine = await ChangeMineAsync(
            write, delivery, "state = 2, lease_until = NULL, finished_at = $now", [("$now", database.Now)], cancellationToken).ConfigureAwait(false);
        if (mine)
            await write.ExecuteAsync(RefreshEventState, [("$seq", delivery.Id)], cancellationToken).ConfigureAwait(false);
        return mine;
    }

    private static async Task<bool> ChangeMineAsync(
        SqliteWrite write, Delivery delivery, string change, (string, object?)[] parameters, CancellationToken cancellationToken) =>
        await write.ExecuteAsync($"UPDATE inbox_delivery SET {change} WHERE {IsMine}", [.. Mine(delivery), .. parameters], cancellationToken).ConfigureAwait(false) == 1;

    private static async Task<IReadOnlyList<bool>> EachAsync(IReadOnlyList<Delivery> deliveries, Func<Delivery, Task<bool>> change)
    {
        var answers = new bool[deliveries.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = await change(deliveries[i]).ConfigureAwait(false);
        return answers;
    }

    private static (string, object?)[] Mine(Delivery delivery) =>
        [("$seq", delivery.Id), ("$handler", delivery.Handler), ("$fence", delivery.FencingToken)];

    private sealed class DeliveryTransaction(SqliteInboxStore store, SqliteWrite write) : IDeliveryTransaction
    {
        public DbTransaction Transaction => write.Transaction;

        public async Task<bool> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
        {
            if (write.IsEnded)
                throw new InvalidOperationException(IDeliveryTransaction.EndedByHandler);
            foreach (var delivery in deliveries)
            {
                if (await store.MarkDoneAsync(write, delivery, cancellationToken).ConfigureAwait(false))
                    continue;
                await write.DisposeAsync().ConfigureAwait(false);
                return false;
            }

            // A crash before this line leaves neither effects nor marks, one after it leaves both.
            await write.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        public ValueTask DisposeAsync() => write.DisposeAsync();
    }
}
