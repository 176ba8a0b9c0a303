using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Inbox;

public sealed partial class PostgreSqlInboxStore
{
    private const int ReplayBatch = 200;

    private const string Unpark = """
        /* inbox.unpark */
        WITH known AS (DELETE FROM inbox_parked p USING unnest($1::text[], $2::text[]) AS u (provider, type)
                       WHERE p.provider = u.provider AND p.type = u.type RETURNING p.seq)
        INSERT INTO inbox_new (seq, restart) SELECT seq, false FROM known ORDER BY seq ON CONFLICT (seq) DO NOTHING
        """;

    private const string RestartAll = """
        /* inbox.replay */ INSERT INTO inbox_new (seq, restart) SELECT unnest($1::bigint[]), true ON CONFLICT (seq) DO UPDATE SET restart = true
        """;

    // A replayed delivery goes to the end of its lane: an older position must not appear before one that is leased.
    private const string ReviveDead = """
        /* inbox.replay */
        WITH dead AS (DELETE FROM inbox_mark WHERE seq = ANY($1) AND (dead OR dismissed AND $2) RETURNING seq, handler, lane, last_error)
        INSERT INTO inbox_delivery (seq, handler, lane, position, leased, attempt, fence, due_at, last_error)
        SELECT d.seq, d.handler, d.lane, nextval('inbox_delivery_position'), false, 0, 0, now(), d.last_error FROM (SELECT * FROM dead ORDER BY seq, handler) d
        """;

    private const string Dismiss = """
        /* inbox.dismiss */
        WITH dismissed AS (UPDATE inbox_mark SET dead = false, dismissed = true WHERE seq = $1 AND dead RETURNING seq)
        UPDATE inbox_event SET dismissed_by = $2, dismissed_at = clock_timestamp()
        WHERE seq = $1 AND (problem IS NOT NULL AND dismissed_at IS NULL OR EXISTS (SELECT 1 FROM dismissed))
        """;

    // A lease that ran out that long ago is nobody's, too. What waits for another one of its lane could not be taken, and stays.
    private const string DismissUntaken = """
        /* inbox.dismiss */
        WITH untaken AS (
          DELETE FROM inbox_delivery d WHERE d.seq = $1 AND d.due_at <= now() - make_interval(secs => $3)
            AND (d.lane IS NULL OR d.position = (SELECT min(h.position) FROM inbox_delivery h WHERE h.handler = d.handler AND h.lane = d.lane))
          RETURNING d.*),
        marked AS (
          INSERT INTO inbox_mark (seq, handler, lane, dead, dismissed, attempt, finished_at, last_error)
          SELECT seq, handler, lane, false, true, attempt, clock_timestamp(), last_error FROM untaken ON CONFLICT (seq, handler) DO NOTHING)
        UPDATE inbox_event SET dismissed_by = $2, dismissed_at = clock_timestamp() WHERE seq = $1 AND EXISTS (SELECT 1 FROM untaken)
        """;

    private const string PruneBodies = $"""
        /* inbox.prune */
        DELETE FROM inbox_body WHERE seq = ANY(ARRAY(
          SELECT b.seq FROM inbox_body b JOIN inbox_event e USING (seq) WHERE b.received_at < $1 AND {InboxTables.IsDone}
          ORDER BY b.received_at LIMIT $2 FOR UPDATE OF b SKIP LOCKED))
        """;

    private const string PruneEvents = $"""
        /* inbox.prune */
        WITH old AS (SELECT e.seq FROM inbox_event e WHERE e.received_at < $1 AND {InboxTables.IsDone}
                     ORDER BY e.received_at LIMIT $2 FOR UPDATE OF e SKIP LOCKED),
        marks AS (DELETE FROM inbox_mark WHERE seq IN (SELECT seq FROM old)),
        bodies AS (DELETE FROM inbox_body WHERE seq IN (SELECT seq FROM old))
        DELETE FROM inbox_event WHERE seq IN (SELECT seq FROM old)
        """;

    /// <inheritdoc/>
    public Task<int> UnparkAsync(RoutingTable routes, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
        {
            var known = new List<(string Provider, string Type)>();
            await using (var select = write.Command("/* inbox.unpark */ SELECT DISTINCT provider, type FROM inbox_parked"))
            await using (var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (routes.Route(row.GetString(0), row.GetString(1)).IsKnown)
                        known.Add((row.GetString(0), row.GetString(1)));
                }
            }

            return known.Count == 0 ? 0 : await write.ExecuteAsync(
                Unpark, [known.Select(k => k.Provider).ToArray(), known.Select(k => k.Type).ToArray()], cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> ReplayAsync(InboxReplay replay, CancellationToken cancellationToken)
    {
        // In small commits. A crash in between leaves the rest to be replayed again.
        var (total, last) = (0, 0L);
        while (true)
        {
            var batch = await database.WriteAsync(async write =>
            {
                await LockRoutingAsync(write, cancellationToken).ConfigureAwait(false);
                var found = await SelectReplayableAsync(write, replay, last, cancellationToken).ConfigureAwait(false);
                if (found.Length > 0)
                    await ReplaySomeAsync(write, replay, found, cancellationToken).ConfigureAwait(false);
                return found;
            }, cancellationToken).ConfigureAwait(false);
            if (batch.Length == 0)
                return total;
            total += batch.Length;
            last = batch[^1];
        }
    }

    /// <inheritdoc/>
    public Task<bool> DismissAsync(long id, string by, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
            await write.ExecuteAsync(Dismiss, [id, by], cancellationToken).ConfigureAwait(false) > 0
            || await write.ExecuteAsync(DismissUntaken, [id, by, IInboxStore.UntakenFor.TotalSeconds], cancellationToken).ConfigureAwait(false) > 0, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> PruneAsync(DateTimeOffset bodiesBefore, DateTimeOffset eventsBefore, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(async write =>
        {
            // What is finished stays so meanwhile: replaying needs the same lock, accepting does not.
            await LockRoutingAsync(write, cancellationToken).ConfigureAwait(false);
            return await write.ExecuteAsync(PruneBodies, [bodiesBefore, limit], cancellationToken).ConfigureAwait(false)
                + await write.ExecuteAsync(PruneEvents, [eventsBefore, limit], cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);

    private static Task<int> LockRoutingAsync(PostgreSqlWrite write, CancellationToken cancellationToken) =>
        write.ExecuteAsync($"/* inbox.lock */ SELECT pg_advisory_xact_lock({RoutingLock}), {LimitRoutingIdling}", [], cancellationToken);

    private static Task<int> ReplaySomeAsync(PostgreSqlWrite write, InboxReplay replay, long[] found, CancellationToken cancellationToken) => replay.IncludeDone
        ? write.ExecuteAsync(RestartAll, [found], cancellationToken)
        : write.ExecuteAsync(ReviveDead, [found, replay.Id is not null], cancellationToken);

    private static async Task<long[]> SelectReplayableAsync(PostgreSqlWrite write, InboxReplay replay, long after, CancellationToken cancellationToken)
    {
        var conditions = new Conditions();
        conditions.Add("e.seq > {0}", after);
        if (replay.Id is { } id)
            conditions.Add("e.seq = {0}", id);
        else
            conditions.Add(replay.Query);

        // New events have not been given to anybody; unreadable ones cannot be.
        conditions.Add("e.problem IS NULL");
        conditions.Add("NOT EXISTS (SELECT 1 FROM inbox_new n WHERE n.seq = e.seq)");
        conditions.Add("EXISTS (SELECT 1 FROM inbox_body b WHERE b.seq = e.seq)");
        if (!replay.IncludeDone)
            conditions.Add($"EXISTS (SELECT 1 FROM inbox_mark m WHERE m.seq = e.seq AND ({(replay.Id is null ? "m.dead" : "m.dead OR m.dismissed")}))");
        await using var select = write.Command(
            $"/* inbox.replay */ SELECT e.seq FROM inbox_event e WHERE {conditions} ORDER BY e.seq LIMIT {ReplayBatch}", [.. conditions.Parameters]);
        var found = new List<long>();
        await using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(row.GetInt64(0));
        return [.. found];
    }
}
