using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Inbox;

public sealed partial class PostgreSqlInboxStore
{
    // Routed per claim. More than one claim takes, so that routing keeps ahead.
    private const int RouteBatch = 1024;

    // Held to the end of the transaction by whoever gives positions, or relies on finished events to stay finished.
    private const string RoutingLock = "hashtext('inbox_routing'), 0";

    // Nothing but statements runs in a transaction that holds it. A process that is stopped in the middle must not keep the others from routing.
    private const string LimitRoutingIdling = "set_config('idle_in_transaction_session_timeout', '5s', true)";

    // A table that fills and empties within seconds has no statistics that hold: the planner takes it for empty when it is full, and then looks at every
    // delivery for one claim (200 ms for 30,000, in place of 2). So it is told the one way that is right for any size: along the indexes, a row at a time.
    private const string AlongTheIndexes = """
        set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
        set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
        """;

    private const string SelectNew = """
        /* inbox.route */
        SELECT e.seq, e.provider, e.account, e.type, e.ordering_key, n.restart
        FROM (SELECT seq, restart FROM inbox_new ORDER BY seq LIMIT $1) n JOIN inbox_event e USING (seq) ORDER BY e.seq
        """;

    // An event that is routed again may have a delivery whose end is being committed: neither its mark nor its absence is seen before that. So the open
    // deliveries are locked in a statement of their own, in the order of all others, and the statements after it see either the delivery or its mark.
    private const string LockOpen = """
        /* inbox.route */ SELECT 1 FROM inbox_delivery d WHERE d.seq = ANY($1) ORDER BY d.seq, d.handler FOR UPDATE
        """;

    private const string InsertDeliveries = """
        /* inbox.route */
        INSERT INTO inbox_delivery (seq, handler, lane, position, leased, attempt, fence, due_at)
        SELECT r.seq, r.handler, r.lane, nextval('inbox_delivery_position'), false, 0, 0, now()
        FROM (SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) WITH ORDINALITY AS u (seq, handler, lane, n) ORDER BY n) r
        WHERE NOT EXISTS (SELECT 1 FROM inbox_mark m WHERE m.seq = r.seq AND m.handler = r.handler)
        ON CONFLICT (seq, handler) DO NOTHING
        """;

    private const string RestartDeliveries = """
        /* inbox.route */
        DELETE FROM inbox_mark m USING unnest($1::bigint[], $2::text[]) AS u (seq, handler) WHERE m.seq = u.seq AND m.handler = u.handler
        """;

    private const string Park = """
        /* inbox.route */
        INSERT INTO inbox_parked (seq, provider, type) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) ON CONFLICT (seq) DO NOTHING
        """;

    private const string DeleteNew = "/* inbox.route */ DELETE FROM inbox_new WHERE seq = ANY($1)";

    // The head of a lane is found through its index; it cannot change while it is there, because positions only grow.
    private const string Lease = """
        /* inbox.claim */
        WITH due AS MATERIALIZED (
          SELECT d.seq, d.handler FROM inbox_delivery d
          WHERE d.due_at <= now() AND d.handler = ANY($1)
            AND (d.lane IS NULL OR d.position = (
              SELECT min(h.position) FROM inbox_delivery h WHERE h.handler = d.handler AND h.lane = d.lane))
          ORDER BY d.due_at, d.position LIMIT $2 FOR UPDATE OF d SKIP LOCKED),
        leased AS (
          UPDATE inbox_delivery d
          SET leased = true, attempt = d.attempt + 1, fence = nextval('inbox_delivery_fence'), due_at = clock_timestamp() + make_interval(secs => $3), owner = $4
          FROM due WHERE d.seq = due.seq AND d.handler = due.handler
          RETURNING d.position, d.seq, d.handler, d.attempt, d.fence)
        SELECT l.handler, l.attempt, l.fence, e.seq, e.provider, e.account, e.event_id, e.type, e.environment, e.ordering_key, e.created_at, e.received_at,
               e.source, e.secret_id, e.needs_proof, e.problem, b.headers, b.body
        FROM leased l JOIN inbox_event e ON e.seq = l.seq LEFT JOIN inbox_body b ON b.seq = l.seq
        ORDER BY l.position
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (routed, claimed) = await database.WriteAsync(async write =>
            {
                var fresh = await SelectNewAsync(write, cancellationToken).ConfigureAwait(false);
                return (fresh.Count, await RouteAndLeaseAsync(write, request, fresh, cancellationToken).ConfigureAwait(false));
            }, cancellationToken).ConfigureAwait(false);
            if (claimed.Count > 0 || routed < RouteBatch)
                return claimed;
        }
    }

    // Only one process routes at a time; the others lease what it has routed. The lock comes first, so that the next statement sees what the last holder did.
    private static async Task<List<NewEvent>> SelectNewAsync(PostgreSqlWrite write, CancellationToken cancellationToken)
    {
        var fresh = new List<NewEvent>();
        await using var batch = write.Batch();
        batch.Add($"/* inbox.route */ SELECT pg_try_advisory_xact_lock({RoutingLock}), {LimitRoutingIdling}, {AlongTheIndexes}");
        batch.Add(SelectNew, RouteBatch);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false) || !row.GetBoolean(0))
            return fresh;
        await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            fresh.Add(new NewEvent(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4), row.GetBoolean(5)));
        return fresh;
    }

    private static async Task<List<Delivery>> RouteAndLeaseAsync(
        PostgreSqlWrite write, ClaimRequest request, List<NewEvent> fresh, CancellationToken cancellationToken)
    {
        await using var batch = write.Batch();
        if (fresh.Count > 0)
            AddRouting(batch, request.Routes, fresh);
        batch.Add(Lease, request.Routes.HandlerNames.ToArray(), request.Limit, request.Lease.TotalSeconds, request.Owner);
        var claimed = new List<Delivery>();
        await using var row = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (fresh.Count > 0)
            await row.NextResultAsync(cancellationToken).ConfigureAwait(false); // Past what was locked.
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            claimed.Add(ReadDelivery(row));
        return claimed;
    }

    private static void AddRouting(DbBatch batch, RoutingTable routes, List<NewEvent> fresh)
    {
        var routed = fresh.Select(e => (Event: e, Route: routes.Route(e.Provider, e.Type))).ToArray();
        var deliveries = routed.SelectMany(r => r.Route.Handlers.Select(handler => (r.Event, Handler: handler))).ToArray();
        var restarted = deliveries.Where(d => d.Event.Restart).ToArray();
        var unknown = routed.Where(r => !r.Route.IsKnown).Select(r => r.Event).ToArray();
        batch.Add(LockOpen, fresh.Select(e => e.Seq).ToArray());
        if (restarted.Length > 0)
            batch.Add(RestartDeliveries, restarted.Select(d => d.Event.Seq).ToArray(), restarted.Select(d => d.Handler).ToArray());
        if (deliveries.Length > 0)
            batch.Add(
                InsertDeliveries, deliveries.Select(d => d.Event.Seq).ToArray(), deliveries.Select(d => d.Handler).ToArray(), deliveries.Select(d => d.Event.Lane).ToArray());
        if (unknown.Length > 0)
            batch.Add(Park, unknown.Select(e => e.Seq).ToArray(), unknown.Select(e => e.Provider).ToArray(), unknown.Select(e => e.Type).ToArray());
        batch.Add(DeleteNew, fresh.Select(e => e.Seq).ToArray());
    }

    private static Delivery ReadDelivery(DbDataReader row)
    {
        var id = row.GetInt64(3);
        if (row.IsDBNull(16))
            throw new InvalidOperationException($"Inbox event {id} has an unfinished delivery but no body. The tables were changed by hand; restore them, or delete the delivery.");
        return new Delivery(id, row.GetString(0), row.GetInt32(1), row.GetInt64(2), new IncomingEvent
        {
            Provider = row.GetString(4),
            Account = row.GetString(5),
            EventId = row.GetString(6),
            Type = row.GetString(7),
            Environment = row.IsDBNull(8) ? null : (Providers.PaymentEnvironment)row.GetInt16(8),
            OrderingKey = row.Text(9),
            CreatedAt = row.TimeOrNull(10),
            ReceivedAt = row.Time(11),
            Source = (EventSource)row.GetInt16(12),
            SecretId = row.Text(13),
            NeedsProof = row.GetBoolean(14),
            Problem = row.Text(15),
            Headers = KeptHeaders.FromJson(row.GetString(16)),
            Body = row.GetFieldValue<byte[]>(17),
        });
    }

    private sealed record NewEvent(long Seq, string Provider, string Account, string Type, string? OrderingKey, bool Restart)
    {
        public string? Lane => OrderingKey is null ? null : $"{Provider}/{Account}/{OrderingKey}";
    }
}
