using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Inbox;

public sealed partial class PostgreSqlInboxStore
{
    // Every change of a leased delivery carries the fencing token that it was leased with. Rows are taken in one order, against deadlocks.
    private const string Mine = """
        mine AS MATERIALIZED (
          SELECT d.seq, d.handler FROM inbox_delivery d
          JOIN unnest($1::bigint[], $2::text[], $3::bigint[]) AS u (seq, handler, fence) ON d.seq = u.seq AND d.handler = u.handler AND d.fence = u.fence
          WHERE d.leased ORDER BY d.seq, d.handler FOR UPDATE OF d)
        """;

    private const string IsMine = "d.seq = mine.seq AND d.handler = mine.handler";

    private const string Renew = $"""
        /* inbox.renew */
        WITH {Mine} UPDATE inbox_delivery d SET due_at = clock_timestamp() + make_interval(secs => $4) FROM mine WHERE {IsMine} RETURNING d.seq, d.handler
        """;

    // A mark that is there already is taken over: were it refused, the delivery could never end.
    private const string TakeOver = """
        ON CONFLICT (seq, handler) DO UPDATE SET dead = excluded.dead, dismissed = false, attempt = excluded.attempt, finished_at = excluded.finished_at, last_error = excluded.last_error
        """;

    private const string Complete = $"""
        /* inbox.complete */
        WITH {Mine},
        gone AS (DELETE FROM inbox_delivery d USING mine WHERE {IsMine} RETURNING d.*)
        INSERT INTO inbox_mark (seq, handler, lane, dead, attempt, finished_at, last_error)
        SELECT seq, handler, lane, false, attempt, clock_timestamp(), last_error FROM gone {TakeOver} RETURNING seq, handler
        """;

    private const string Dead = $"""
        /* inbox.dead */
        WITH {Mine},
        gone AS (DELETE FROM inbox_delivery d USING mine WHERE {IsMine} RETURNING d.*)
        INSERT INTO inbox_mark (seq, handler, lane, dead, attempt, finished_at, last_error)
        SELECT seq, handler, lane, true, attempt, clock_timestamp(), $4 FROM gone {TakeOver} RETURNING seq, handler
        """;

    private const string Retry = $"""
        /* inbox.retry */
        WITH {Mine} UPDATE inbox_delivery d SET leased = false, due_at = clock_timestamp() + make_interval(secs => $5), last_error = $4
        FROM mine WHERE {IsMine} RETURNING d.seq, d.handler
        """;

    private const string Release = $"""
        /* inbox.release */
        WITH {Mine} UPDATE inbox_delivery d SET leased = false, due_at = clock_timestamp() + make_interval(secs => $5), attempt = d.attempt - 1, last_error = coalesce($4, d.last_error)
        FROM mine WHERE {IsMine} RETURNING d.seq, d.handler
        """;

    // Not locked: a worker that stops here must not keep the delivery from others. A session that idles in its transaction for longer than any lease is
    // ended by the server, so that its locks do not outlive it.
    private const string CheckMine = """
        /* inbox.begin */ SELECT 1 FROM inbox_delivery d WHERE d.seq = $1 AND d.handler = $2 AND d.fence = $3 AND d.leased
        """;

    private const string NoTransaction = "25P01";

    private const string LimitIdling = "/* inbox.begin */ SET LOCAL idle_in_transaction_session_timeout = '60s'";

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<Delivery> deliveries, TimeSpan lease, CancellationToken cancellationToken) =>
        database.RunAsync(connection => ChangeMineAsync(connection, Renew, deliveries, [lease.TotalSeconds], cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        database.RunAsync(connection => ChangeMineAsync(connection, Complete, deliveries, [], cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> FailAsync(Delivery delivery, DeliveryFailure failure, CancellationToken cancellationToken)
    {
        (string Sql, object?[] Parameters) change = failure.Outcome switch
        {
            FailureOutcome.Retry => (Retry, [failure.Error ?? "", failure.RetryAfter.TotalSeconds]),
            FailureOutcome.Release => (Release, [failure.Error, failure.RetryAfter.TotalSeconds]),
            _ => (Dead, [failure.Error ?? ""]),
        };
        var mine = await database.RunAsync(
            connection => ChangeMineAsync(connection, change.Sql, [delivery], change.Parameters, cancellationToken), cancellationToken).ConfigureAwait(false);
        return mine[0];
    }

    /// <inheritdoc/>
    public async Task<IDeliveryTransaction> BeginAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var write = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using var batch = write.Batch();
            batch.Add(LimitIdling);
            batch.Add(CheckMine, delivery.Id, delivery.Handler, delivery.FencingToken);
            if (await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null)
                throw new LeaseLostException(delivery);
            return new DeliveryTransaction(write);
        }
        catch
        {
            await write.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Changes the deliveries that are still held.</summary>
    /// <returns>Which were.</returns>
    private static async Task<IReadOnlyList<bool>> ChangeMineAsync(
        DbConnection connection, string sql, IReadOnlyList<Delivery> deliveries, object?[] parameters, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
            return [];
        await using var command = connection.Command(sql, [.. Keys(deliveries), .. parameters]);
        return await ReadChangedAsync(await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false), deliveries, cancellationToken).ConfigureAwait(false);
    }

    private static object?[] Keys(IReadOnlyList<Delivery> deliveries) =>
        [deliveries.Select(d => d.Id).ToArray(), deliveries.Select(d => d.Handler).ToArray(), deliveries.Select(d => d.FencingToken).ToArray()];

    private static async Task<IReadOnlyList<bool>> ReadChangedAsync(DbDataReader row, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        await using var _ = row.ConfigureAwait(false);
        var changed = new HashSet<(long, string)>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            changed.Add((row.GetInt64(0), row.GetString(1)));
        return [.. deliveries.Select(d => changed.Contains((d.Id, d.Handler)))];
    }

    private sealed class DeliveryTransaction(PostgreSqlWrite write) : IDeliveryTransaction
    {
        public DbTransaction Transaction => write.Transaction;

        public async Task<bool> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
        {
            if ((await MarkAsync(deliveries, cancellationToken).ConfigureAwait(false)).Contains(false))
            {
                await write.DisposeAsync().ConfigureAwait(false);
                return false;
            }

            // A crash before this line leaves neither effects nor marks, one after it leaves both.
            await write.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        public ValueTask DisposeAsync() => write.DisposeAsync();

        private async Task<IReadOnlyList<bool>> MarkAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
        {
            try
            {
                // Refused by the server outside a transaction, and with it the marks of the same batch.
                await using var batch = write.Batch();
                batch.Add("/* inbox.complete */ SAVEPOINT pepay_mark");
                batch.Add(Complete, Keys(deliveries));
                return await ReadChangedAsync(await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false), deliveries, cancellationToken).ConfigureAwait(false);
            }
            catch (DbException exception) when (exception.SqlState == NoTransaction)
            {
                throw new InvalidOperationException(IDeliveryTransaction.EndedByHandler, exception);
            }
        }
    }
}
