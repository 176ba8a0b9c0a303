using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite.Inbox;

public sealed partial class SqliteInboxStore
{
    private const int ReplayBatch = 200;

    // A lease that ran out that long ago is nobody's, too. What waits for an older one of its lane could not be taken, and stays.
    private const string DismissUntaken = """
        UPDATE inbox_delivery SET state = 4, finished_at = $now
        WHERE seq = $seq AND state < 2 AND next_attempt_at <= $long_ago AND (state = 0 OR lease_until <= $long_ago)
          AND (lane IS NULL OR NOT EXISTS (
            SELECT 1 FROM inbox_delivery ahead WHERE ahead.handler = inbox_delivery.handler AND ahead.lane = inbox_delivery.lane AND ahead.state < 2
              AND ahead.seq < inbox_delivery.seq))
        """;

    /// <inheritdoc/>
    public Task<int> UnparkAsync(RoutingTable routes, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
        {
            var types = new List<(string Provider, string Type)>();
            using (var select = write.Command("/* inbox.unpark */ SELECT DISTINCT provider, type FROM inbox_event WHERE unknown = 1"))
            using (var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                    types.Add((row.GetString(0), row.GetString(1)));
            }

            var unparked = 0;
            foreach (var (provider, type) in types.Where(type => routes.Route(type.Provider, type.Type).IsKnown))
                unparked += await write.ExecuteAsync(
                    "UPDATE inbox_event SET state = 0, unknown = 0 WHERE unknown = 1 AND provider = $provider AND type = $type",
                    [("$provider", provider), ("$type", type)], cancellationToken).ConfigureAwait(false);
            return unparked;
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> ReplayAsync(InboxReplay replay, CancellationToken cancellationToken)
    {
        // In small commits, so that accepting is not held up. A crash in between leaves the rest to be replayed again.
        var (total, last) = (0, 0L);
        while (true)
        {
            var batch = await database.WriteAsync(async write =>
            {
                var found = await SelectReplayableAsync(write, replay, last, cancellationToken).ConfigureAwait(false);
                foreach (var seq in found)
                    await ReplayOneAsync(write, seq, replay, cancellationToken).ConfigureAwait(false);
                return found;
            }, cancellationToken).ConfigureAwait(false);
            if (batch.Count == 0)
                return total;
            total += batch.Count;
            last = batch[^1];
        }
    }

    /// <inheritdoc/>
    public Task<bool> DismissAsync(long id, string by, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
        {
            var deliveries = await write.ExecuteAsync(
                "UPDATE inbox_delivery SET state = 4 WHERE seq = $seq AND state = 3", [("$seq", id)], cancellationToken).ConfigureAwait(false);
            if (deliveries == 0)
                deliveries = await write.ExecuteAsync(
                    DismissUntaken, [("$seq", id), ("$now", database.Now), ("$long_ago", database.Time.GetUtcNow() - IInboxStore.UntakenFor)], cancellationToken).ConfigureAwait(false);
            var events = await write.ExecuteAsync(
                "UPDATE inbox_event SET dismissed_by = $by, dismissed_at = $now WHERE seq = $seq AND ($deliveries > 0 OR problem IS NOT NULL AND state = 3)",
                [("$seq", id), ("$by", by), ("$now", database.Now), ("$deliveries", deliveries)], cancellationToken).ConfigureAwait(false);
            if (events > 0)
                await write.ExecuteAsync(RefreshEventState, [("$seq", id)], cancellationToken).ConfigureAwait(false);
            return events > 0;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset bodiesBefore, DateTimeOffset eventsBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
        {
            var bodies = await write.ExecuteAsync("""
                DELETE FROM inbox_body WHERE seq IN (
                    SELECT b.seq FROM inbox_body b JOIN inbox_event e ON e.seq = b.seq
                    WHERE b.received_at < $before AND e.state = 4 ORDER BY b.received_at LIMIT $limit)
                """, [("$before", bodiesBefore), ("$limit", limit)], cancellationToken).ConfigureAwait(false);
            var events = 0;
            foreach (var seq in await SelectFinishedAsync(write, eventsBefore, limit, cancellationToken).ConfigureAwait(false))
            {
                await write.ExecuteAsync("DELETE FROM inbox_delivery WHERE seq = $seq", [("$seq", seq)], cancellationToken).ConfigureAwait(false);
                await write.ExecuteAsync("DELETE FROM inbox_body WHERE seq = $seq", [("$seq", seq)], cancellationToken).ConfigureAwait(false);
                events += await write.ExecuteAsync("DELETE FROM inbox_event WHERE seq = $seq", [("$seq", seq)], cancellationToken).ConfigureAwait(false);
            }

            return bodies + events;
        }, cancellationToken);

    private static async Task<List<long>> SelectReplayableAsync(SqliteWrite write, InboxReplay replay, long after, CancellationToken cancellationToken)
    {
        using var select = write.Command("", ("$after", after), ("$limit", ReplayBatch));
        var conditions = replay.Id is null ? Conditions(replay.Query, select) : new("1");
        Add(conditions, select, "e.seq = $id", "$id", replay.Id);

        // New events have not been given to anybody; unreadable ones cannot be.
        conditions.Append(replay switch
        {
            { IncludeDone: true } => " AND e.state > 0",
            { Id: not null } => " AND e.state > 0 AND EXISTS (SELECT 1 FROM inbox_delivery d WHERE d.seq = e.seq AND d.state >= 3)",
            _ => " AND e.state = 3",
        }).Append(" AND e.problem IS NULL");
        select.CommandText = $"""
            SELECT e.seq FROM inbox_event e WHERE e.seq > $after AND {conditions} AND EXISTS (SELECT 1 FROM inbox_body b WHERE b.seq = e.seq)
            ORDER BY e.seq LIMIT $limit
            """;
        return await ReadSeqsAsync(select, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReplayOneAsync(SqliteWrite write, long seq, InboxReplay replay, CancellationToken cancellationToken)
    {
        if (replay.IncludeDone)
        {
            // Routing does the rest: it starts finished deliveries anew and adds handlers that are missing.
            await write.ExecuteAsync("UPDATE inbox_event SET state = 0, restart = 1 WHERE seq = $seq", [("$seq", seq)], cancellationToken).ConfigureAwait(false);
            return;
        }

        await write.ExecuteAsync("""
            UPDATE inbox_delivery SET state = 0, attempt = 0, fence = fence + 1, next_attempt_at = $now, finished_at = NULL WHERE seq = $seq AND state BETWEEN 3 AND $last
            """, [("$seq", seq), ("$now", database.Now), ("$last", replay.Id is null ? DeliveryState.Dead : DeliveryState.Dismissed)], cancellationToken).ConfigureAwait(false);
        await write.ExecuteAsync(RefreshEventState, [("$seq", seq)], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<long>> SelectFinishedAsync(SqliteWrite write, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        using var select = write.Command(
            "SELECT seq FROM inbox_event WHERE state = 4 AND received_at < $before ORDER BY received_at LIMIT $limit", ("$before", before), ("$limit", limit));
        return await ReadSeqsAsync(select, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<long>> ReadSeqsAsync(System.Data.Common.DbCommand select, CancellationToken cancellationToken)
    {
        var seqs = new List<long>();
        using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            seqs.Add(row.GetInt64(0));
        return seqs;
    }
}
