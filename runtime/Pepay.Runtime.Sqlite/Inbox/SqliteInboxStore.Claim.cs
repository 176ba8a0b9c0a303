using System.Globalization;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite.Inbox;

public sealed partial class SqliteInboxStore
{
    // Routed per claim. More than one claim takes, so that routing keeps ahead; few enough that accepting is not held up.
    private const int RouteBatch = 256;

    private const string SelectNew = "/* inbox.route */ SELECT seq, provider, account, type, ordering_key, restart FROM inbox_event WHERE state = 0 ORDER BY seq LIMIT $limit";

    // A delivery is there already when a type became known or everything is replayed; only a replay starts it anew.
    private const string InsertDelivery = """
        INSERT INTO inbox_delivery (seq, handler, lane, state, attempt, fence, next_attempt_at) VALUES ($seq, $handler, $lane, 0, 0, 0, $now)
        ON CONFLICT (seq, handler) DO UPDATE SET state = 0, attempt = 0, fence = fence + 1, next_attempt_at = excluded.next_attempt_at, finished_at = NULL
        WHERE state >= 2 AND $restart = 1
        """;

    private const string Settle = "UPDATE inbox_event SET unknown = $unknown, restart = 0 WHERE seq = $seq";

    private const string SettleState = $"UPDATE inbox_event SET state = {EventState} WHERE seq = $seq";

    // A replay can put an older delivery before one that is leased: it waits for that one.
    private const string SelectDue = """
        /* inbox.claim */ SELECT d.seq, d.handler FROM inbox_delivery d
        WHERE d.state < 2 AND d.next_attempt_at <= $now AND (d.state = 0 OR d.lease_until <= $now) AND d.handler IN ({0})
          AND (d.lane IS NULL OR NOT EXISTS (
            SELECT 1 FROM inbox_delivery ahead WHERE ahead.handler = d.handler AND ahead.lane = d.lane AND ahead.state < 2
              AND ahead.seq <> d.seq AND (ahead.seq < d.seq OR ahead.state = 1 AND ahead.lease_until > $now)))
        ORDER BY d.seq LIMIT $limit
        """;

    private const string LeaseDelivery = """
        UPDATE inbox_delivery SET state = 1, attempt = attempt + 1, fence = fence + 1, lease_until = $until, owner = $owner
        WHERE seq = $seq AND handler = $handler
        RETURNING attempt, fence
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (routed, claimed) = await database.WriteAsync(async write =>
                (await RouteAsync(write, request.Routes, cancellationToken).ConfigureAwait(false),
                 await LeaseAsync(write, request, cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
            if (claimed.Count > 0 || routed < RouteBatch)
                return claimed;
        }
    }

    private async Task<int> RouteAsync(SqliteWrite write, RoutingTable routes, CancellationToken cancellationToken)
    {
        var events = new List<(long Seq, string? Lane, bool Restart, EventRoute Route)>();
        using (var select = write.Command(SelectNew, ("$limit", RouteBatch)))
        using (var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var lane = row.Text(4) is { } key ? $"{row.GetString(1)}/{row.GetString(2)}/{key}" : null;
                events.Add((row.GetInt64(0), lane, row.GetInt64(5) != 0, routes.Route(row.GetString(1), row.GetString(3))));
            }
        }

        using var insert = write.Command(InsertDelivery, ("$now", database.Now));
        using var settle = write.Command($"{Settle}; {SettleState}");
        foreach (var (seq, lane, restart, route) in events)
        {
            insert.Set("$seq", seq);
            insert.Set("$lane", lane);
            insert.Set("$restart", restart);
            foreach (var handler in route.Handlers)
            {
                insert.Set("$handler", handler);
                await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            settle.Set("$seq", seq);
            settle.Set("$unknown", !route.IsKnown);
            await settle.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return events.Count;
    }

    private async Task<List<Delivery>> LeaseAsync(SqliteWrite write, ClaimRequest request, CancellationToken cancellationToken)
    {
        var claimed = new List<Delivery>();
        if (request.Routes.HandlerNames.Count == 0)
            return claimed;
        var due = await SelectDueAsync(write, request, cancellationToken).ConfigureAwait(false);
        using var lease = write.Command(LeaseDelivery, ("$until", database.Time.GetUtcNow() + request.Lease), ("$owner", request.Owner));
        foreach (var (seq, handler) in due)
        {
            lease.Set("$seq", seq);
            lease.Set("$handler", handler);
            int attempt;
            long fence;
            using (var row = await lease.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                (attempt, fence) = (row.GetInt32(0), row.GetInt64(1));
            }

            claimed.Add(new Delivery(seq, handler, attempt, fence, await ReadIncomingAsync(write, seq, cancellationToken).ConfigureAwait(false)));
        }

        return claimed;
    }

    private async Task<List<(long Seq, string Handler)>> SelectDueAsync(SqliteWrite write, ClaimRequest request, CancellationToken cancellationToken)
    {
        var names = request.Routes.HandlerNames.Select((name, i) => (Parameter: string.Create(CultureInfo.InvariantCulture, $"$h{i}"), name)).ToArray();
        var sql = string.Format(CultureInfo.InvariantCulture, SelectDue, string.Join(',', names.Select(name => name.Parameter)));
        using var select = write.Command(sql, ("$now", database.Now), ("$limit", request.Limit));
        foreach (var (parameter, name) in names)
            select.Set(parameter, name);
        var due = new List<(long, string)>();
        using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            due.Add((row.GetInt64(0), row.GetString(1)));
        return due;
    }

    private static async Task<IncomingEvent> ReadIncomingAsync(SqliteWrite write, long seq, CancellationToken cancellationToken)
    {
        using var select = write.Command(
            $"SELECT {EventColumns}, b.headers, b.body FROM inbox_event e JOIN inbox_body b ON b.seq = e.seq WHERE e.seq = $seq", ("$seq", seq));
        using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            throw new InvalidOperationException($"Inbox event {seq} has an unfinished delivery but no body. The tables were changed by hand; restore them, or delete the delivery.");
        var kept = ReadEvent(row);
        return new IncomingEvent
        {
            Provider = kept.Provider,
            Account = kept.Account,
            EventId = kept.EventId,
            Type = kept.Type,
            Environment = kept.Environment,
            OrderingKey = kept.OrderingKey,
            CreatedAt = kept.CreatedAt,
            ReceivedAt = kept.ReceivedAt,
            Source = kept.Source,
            SecretId = kept.SecretId,
            NeedsProof = kept.NeedsProof,
            Problem = kept.Problem,
            Headers = KeptHeaders.FromJson(row.GetString(EventColumnCount)),
            Body = row.Bytes(EventColumnCount + 1),
        };
    }
}
