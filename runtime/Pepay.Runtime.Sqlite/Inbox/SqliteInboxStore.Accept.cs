using System.Data.Common;
using System.Runtime.InteropServices;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite.Inbox;

public sealed partial class SqliteInboxStore
{
    private const string InsertEvent = """
        INSERT INTO inbox_event (provider, account, event_id, type, state, environment, ordering_key, created_at, received_at, source, secret_id, needs_proof, problem)
        VALUES ($provider, $account, $event_id, $type, $state, $environment, $ordering_key, $created_at, $received_at, $source, $secret_id, $needs_proof, $problem)
        ON CONFLICT (provider, account, event_id) DO NOTHING
        RETURNING seq
        """;

    private const string InsertBody = "INSERT INTO inbox_body (seq, received_at, headers, body) VALUES ($seq, $received_at, $headers, $body)";

    /// <inheritdoc/>
    public Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<AcceptResult>>(async write =>
        {
            var results = new AcceptResult[events.Count];
            using var insertEvent = write.Command(InsertEvent);
            using var insertBody = write.Command(InsertBody);
            for (var i = 0; i < results.Length; i++)
                results[i] = await InsertAsync(insertEvent, insertBody, events[i], cancellationToken).ConfigureAwait(false);
            return results;
        }, cancellationToken);

    private static async Task<AcceptResult> InsertAsync(DbCommand insertEvent, DbCommand insertBody, IncomingEvent incoming, CancellationToken cancellationToken)
    {
        insertEvent.Set("$provider", incoming.Provider);
        insertEvent.Set("$account", incoming.Account);
        insertEvent.Set("$event_id", incoming.EventId);
        insertEvent.Set("$type", incoming.Type);
        insertEvent.Set("$state", incoming.Problem is null ? InboxState.New : InboxState.Dead);
        insertEvent.Set("$environment", incoming.Environment);
        insertEvent.Set("$ordering_key", incoming.OrderingKey);
        insertEvent.Set("$created_at", incoming.CreatedAt);
        insertEvent.Set("$received_at", incoming.ReceivedAt);
        insertEvent.Set("$source", incoming.Source);
        insertEvent.Set("$secret_id", incoming.SecretId);
        insertEvent.Set("$needs_proof", incoming.NeedsProof);
        insertEvent.Set("$problem", incoming.Problem);
        if (await insertEvent.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long seq)
            return AcceptResult.Duplicate;
        insertBody.Set("$seq", seq);
        insertBody.Set("$received_at", incoming.ReceivedAt);
        insertBody.Set("$headers", KeptHeaders.ToJson(incoming.Headers));
        insertBody.Set("$body", Bytes(incoming.Body));
        await insertBody.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return AcceptResult.Accepted;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : body.ToArray();
}
