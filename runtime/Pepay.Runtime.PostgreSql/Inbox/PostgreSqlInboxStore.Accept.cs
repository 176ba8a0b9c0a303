using System.Runtime.InteropServices;
using Pepay.Runtime.Inbox;
using static Pepay.Runtime.PostgreSql.PostgreSqlCommands;

namespace Pepay.Runtime.PostgreSql.Inbox;

public sealed partial class PostgreSqlInboxStore
{
    // Numbered in the order of arrival, but inserted in the order of their ids, so that two processes that get the same events at once wait for each
    // other in one direction only.
    private const string Accept = """
        /* inbox.accept */
        WITH sent AS MATERIALIZED (
          SELECT nextval('inbox_event_seq') AS seq, s.* FROM (
            SELECT * FROM unnest(
              $1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::timestamptz[], $8::timestamptz[],
              $9::smallint[], $10::text[], $11::boolean[], $12::text[], $13::text[], $14::bytea[])
              WITH ORDINALITY AS u (provider, account, event_id, type, environment, ordering_key, created_at, received_at,
                source, secret_id, needs_proof, problem, headers, body, n)
            ORDER BY n) s),
        stored AS (
          INSERT INTO inbox_event (seq, provider, account, event_id, type, environment, ordering_key, created_at, received_at, source, secret_id, needs_proof, problem)
          SELECT seq, provider, account, event_id, type, environment, ordering_key, created_at, received_at, source, secret_id, needs_proof, problem
          FROM sent ORDER BY provider, account, event_id
          ON CONFLICT (provider, account, event_id) DO NOTHING
          RETURNING seq),
        bodies AS (
          INSERT INTO inbox_body (seq, received_at, headers, body)
          SELECT sent.seq, sent.received_at, sent.headers, sent.body FROM stored JOIN sent USING (seq)),
        fresh AS (
          INSERT INTO inbox_new (seq, restart) SELECT sent.seq, false FROM stored JOIN sent USING (seq) WHERE sent.problem IS NULL)
        SELECT sent.n FROM stored JOIN sent USING (seq)
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        var results = new AcceptResult[events.Count];
        Array.Fill(results, AcceptResult.Duplicate);
        if (events.Count == 0)
            return results;

        // One statement is one commit.
        var accepted = await database.RunAsync(async connection =>
        {
            var stored = new List<int>(events.Count);
            await using var command = connection.Command(Accept, Columns(events));
            await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                stored.Add((int)row.GetInt64(0) - 1);
            return stored;
        }, cancellationToken).ConfigureAwait(false);
        foreach (var index in accepted)
            results[index] = AcceptResult.Accepted;
        return results;
    }

    private static object[] Columns(IReadOnlyList<IncomingEvent> events)
    {
        T[] Column<T>(Func<IncomingEvent, T> read)
        {
            var column = new T[events.Count];
            for (var i = 0; i < column.Length; i++)
                column[i] = read(events[i]);
            return column;
        }

        return
        [
            Column(static e => Clean(e.Provider)),
            Column(static e => Clean(e.Account)),
            Column(static e => Clean(e.EventId)),
            Column(static e => Clean(e.Type)),
            Column(static e => (short?)e.Environment),
            Column(static e => CleanOrNull(e.OrderingKey)),
            Column(static e => e.CreatedAt?.ToUniversalTime()),
            Column(static e => e.ReceivedAt.ToUniversalTime()),
            Column(static e => (short)e.Source),
            Column(static e => CleanOrNull(e.SecretId)),
            Column(static e => e.NeedsProof),
            Column(static e => CleanOrNull(e.Problem)),
            Column(static e => KeptHeaders.ToJson(e.Headers)),
            Column(static e => Bytes(e.Body)),
        ];
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : body.ToArray();
}
