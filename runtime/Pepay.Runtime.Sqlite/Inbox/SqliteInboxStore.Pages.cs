using System.Data.Common;
using System.Text;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Sqlite.Inbox;

public sealed partial class SqliteInboxStore
{
    private const string EventColumns =
        "e.seq, e.provider, e.account, e.event_id, e.type, e.state, e.environment, e.ordering_key, e.created_at, e.received_at, e.source, e.secret_id, e.needs_proof, e.problem, e.dismissed_by, e.dismissed_at";

    private const int EventColumnCount = 16;

    /// <inheritdoc/>
    public Task<IReadOnlyList<InboxEvent>> ListAsync(InboxQuery query, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<InboxEvent>>(async connection =>
        {
            using var select = connection.CreateCommand();
            var conditions = Conditions(query, select);
            if (query.Before is { } before)
                Add(conditions, select, "e.seq < $before", "$before", before);
            select.Set("$limit", Math.Clamp(query.Limit, 1, 500));
            select.CommandText = $"SELECT {EventColumns} FROM inbox_event e WHERE {conditions} ORDER BY e.seq DESC LIMIT $limit";
            var events = new List<InboxEvent>();
            using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                events.Add(ReadEvent(row));
            return events;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<InboxEventDetails?> GetAsync(long id, CancellationToken cancellationToken) =>
        ReadAsync(async connection =>
        {
            using var select = SqliteCommands.Create(
                connection, null, $"SELECT {EventColumns}, b.headers, b.body FROM inbox_event e LEFT JOIN inbox_body b ON b.seq = e.seq WHERE e.seq = $seq", [("$seq", id)]);
            using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                return null;
            var pruned = row.IsDBNull(EventColumnCount);
            return new InboxEventDetails(
                ReadEvent(row),
                pruned ? new Dictionary<string, string>() : KeptHeaders.FromJson(row.GetString(EventColumnCount)),
                pruned ? default(ReadOnlyMemory<byte>?) : row.Bytes(EventColumnCount + 1),
                await ReadDeliveriesAsync(connection, id, cancellationToken).ConfigureAwait(false));
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<InboxCounts> CountAsync(CancellationToken cancellationToken) =>
        ReadAsync(async connection =>
        {
            using var select = SqliteCommands.Create(connection, null, """
                SELECT count(*) FILTER (WHERE state < 2), count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 3),
                       min(received_at) FILTER (WHERE state < 2)
                FROM inbox_event WHERE state < 4
                """, []);
            using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new InboxCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.TimeOrNull(3));
        }, cancellationToken);

    // Readers do not wait for the writer.
    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await work(connection).ConfigureAwait(false);
    }

    private static StringBuilder Conditions(InboxQuery query, DbCommand command)
    {
        var conditions = new StringBuilder("1");
        Add(conditions, command, "e.provider = $provider", "$provider", query.Provider);
        Add(conditions, command, "e.account = $account", "$account", query.Account);
        Add(conditions, command, "e.event_id = $event", "$event", query.EventId);
        Add(conditions, command, "e.type = $type", "$type", query.Type);
        Add(conditions, command, "e.state = $state", "$state", query.State);
        Add(conditions, command, "e.ordering_key = $key", "$key", query.OrderingKey);
        Add(conditions, command, "e.source = $source", "$source", query.Source);
        Add(conditions, command, "e.received_at >= $from", "$from", query.ReceivedFrom);
        Add(conditions, command, "e.received_at < $until", "$until", query.ReceivedBefore);

        // instr has no wildcards that would have to be escaped.
        Add(conditions, command,
            "(instr(lower(e.event_id), $text) > 0 OR instr(lower(e.type), $text) > 0 OR instr(lower(coalesce(e.ordering_key, '')), $text) > 0)",
            "$text", string.IsNullOrWhiteSpace(query.Text) ? null : query.Text.Trim().ToLowerInvariant());
        return conditions;
    }

    private static void Add(StringBuilder conditions, DbCommand command, string condition, string parameter, object? value)
    {
        if (value is null)
            return;
        conditions.Append(" AND ").Append(condition);
        command.Set(parameter, value);
    }

    private static async Task<List<InboxDelivery>> ReadDeliveriesAsync(DbConnection connection, long id, CancellationToken cancellationToken)
    {
        using var select = SqliteCommands.Create(
            connection, null, "SELECT handler, state, attempt, next_attempt_at, finished_at, last_error FROM inbox_delivery WHERE seq = $seq ORDER BY handler", [("$seq", id)]);
        var deliveries = new List<InboxDelivery>();
        using var row = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var state = (DeliveryState)row.GetInt32(1);
            deliveries.Add(new InboxDelivery
            {
                Handler = row.GetString(0),
                State = state,
                Attempts = row.GetInt32(2),
                NextAttemptAt = state == DeliveryState.Pending ? row.Time(3) : null,
                FinishedAt = row.TimeOrNull(4),
                LastError = row.Text(5),
            });
        }

        return deliveries;
    }

    private static InboxEvent ReadEvent(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Provider = row.GetString(1),
        Account = row.GetString(2),
        EventId = row.GetString(3),
        Type = row.GetString(4),
        State = (InboxState)row.GetInt32(5),
        Environment = row.IsDBNull(6) ? null : (PaymentEnvironment)row.GetInt32(6),
        OrderingKey = row.Text(7),
        CreatedAt = row.TimeOrNull(8),
        ReceivedAt = row.Time(9),
        Source = (EventSource)row.GetInt32(10),
        SecretId = row.Text(11),
        NeedsProof = row.GetInt64(12) != 0,
        Problem = row.Text(13),
        DismissedBy = row.Text(14),
        DismissedAt = row.TimeOrNull(15),
    };
}
