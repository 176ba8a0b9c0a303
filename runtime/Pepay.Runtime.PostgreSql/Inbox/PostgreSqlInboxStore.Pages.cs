using System.Data.Common;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.PostgreSql.Inbox;

public sealed partial class PostgreSqlInboxStore
{
    private const string EventColumns = $"""
        e.seq, e.provider, e.account, e.event_id, e.type, {InboxTables.State} AS state, e.environment, e.ordering_key, e.created_at, e.received_at,
        e.source, e.secret_id, e.needs_proof, e.problem, e.dismissed_by, e.dismissed_at
        """;

    private const int EventColumnCount = 16;

    private const string SelectEvent = $"""
        /* inbox.get */ SELECT {EventColumns}, b.headers, b.body FROM inbox_event e LEFT JOIN inbox_body b ON b.seq = e.seq WHERE e.seq = $1
        """;

    private const string SelectDeliveries = """
        /* inbox.get */
        SELECT handler, leased::int, attempt, due_at, NULL::timestamptz, last_error FROM inbox_delivery WHERE seq = $1
        UNION ALL
        SELECT handler, 2 + dead::int + 2 * dismissed::int, attempt, NULL, finished_at, last_error FROM inbox_mark WHERE seq = $1
        ORDER BY 1
        """;

    private const string CountOpen = """
        /* inbox.count */
        WITH dead AS (SELECT seq FROM inbox_mark WHERE dead UNION SELECT seq FROM inbox_event WHERE problem IS NOT NULL AND dismissed_at IS NULL),
        waiting AS (SELECT seq FROM inbox_new UNION (SELECT seq FROM inbox_delivery EXCEPT SELECT seq FROM dead)),
        parked AS (SELECT seq FROM inbox_parked EXCEPT SELECT seq FROM waiting EXCEPT SELECT seq FROM dead)
        SELECT (SELECT count(*) FROM waiting), (SELECT count(*) FROM parked), (SELECT count(*) FROM dead WHERE seq NOT IN (SELECT seq FROM inbox_new)),
               (SELECT min(e.received_at) FROM waiting JOIN inbox_event e USING (seq))
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<InboxEvent>> ListAsync(InboxQuery query, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<InboxEvent>>(async connection =>
        {
            var conditions = new Conditions();
            conditions.Add(query);
            if (query.Before is { } before)
                conditions.Add("e.seq < {0}", before);
            await using var select = connection.Command(
                $"/* inbox.list */ SELECT {EventColumns} FROM inbox_event e WHERE {conditions} ORDER BY e.seq DESC LIMIT {Math.Clamp(query.Limit, 1, 500)}",
                [.. conditions.Parameters]);
            var events = new List<InboxEvent>();
            await using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                events.Add(ReadEvent(row));
            return events;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<InboxEventDetails?> GetAsync(long id, CancellationToken cancellationToken) =>
        database.RunAsync(async connection =>
        {
            await using var batch = connection.CreateBatch();
            batch.Add(SelectEvent, id);
            batch.Add(SelectDeliveries, id);
            await using var row = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                return null;
            var found = ReadEvent(row);
            var pruned = row.IsDBNull(EventColumnCount);
            var headers = pruned ? new Dictionary<string, string>() : KeptHeaders.FromJson(row.GetString(EventColumnCount));
            var body = pruned ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(EventColumnCount + 1);
            await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
            var deliveries = new List<InboxDelivery>();
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                deliveries.Add(ReadInboxDelivery(row));
            deliveries.Sort((a, b) => string.CompareOrdinal(a.Handler, b.Handler));
            return new InboxEventDetails(found, headers, body, deliveries);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<InboxCounts> CountAsync(CancellationToken cancellationToken) =>
        database.RunAsync(async connection =>
        {
            await using var select = connection.Command(CountOpen);
            await using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new InboxCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.TimeOrNull(3));
        }, cancellationToken);

    private static InboxDelivery ReadInboxDelivery(DbDataReader row)
    {
        var state = (DeliveryState)row.GetInt32(1);
        return new InboxDelivery
        {
            Handler = row.GetString(0),
            State = state,
            Attempts = row.GetInt32(2),
            NextAttemptAt = state == DeliveryState.Pending ? row.Time(3) : null,
            FinishedAt = row.TimeOrNull(4),
            LastError = row.Text(5),
        };
    }

    private static InboxEvent ReadEvent(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Provider = row.GetString(1),
        Account = row.GetString(2),
        EventId = row.GetString(3),
        Type = row.GetString(4),
        State = (InboxState)row.GetInt32(5),
        Environment = row.IsDBNull(6) ? null : (PaymentEnvironment)row.GetInt16(6),
        OrderingKey = row.Text(7),
        CreatedAt = row.TimeOrNull(8),
        ReceivedAt = row.Time(9),
        Source = (EventSource)row.GetInt16(10),
        SecretId = row.Text(11),
        NeedsProof = row.GetBoolean(12),
        Problem = row.Text(13),
        DismissedBy = row.Text(14),
        DismissedAt = row.TimeOrNull(15),
    };
}
