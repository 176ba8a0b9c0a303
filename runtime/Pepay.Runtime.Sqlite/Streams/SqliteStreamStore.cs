using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Sqlite.Streams;

/// <summary>Cursors and leases of streams in one SQLite file. Leases follow the database object's clock.</summary>
/// <param name="database">The file.</param>
public sealed class SqliteStreamStore(SqliteDatabase database) : IStreamStore
{
    internal const string CreateTable = """
        -- One row per stream. Times are milliseconds since 1970; lease_until is null when nobody follows.
        CREATE TABLE stream_position (
          provider    TEXT    NOT NULL,
          account     TEXT    NOT NULL,
          stream      TEXT    NOT NULL,
          fence       INTEGER NOT NULL,
          cursor      TEXT    NULL,
          owner       TEXT    NULL,
          lease_until INTEGER NULL,
          PRIMARY KEY (provider, account, stream)
        ) WITHOUT ROWID;
        """;

    private const string Acquire = """
        INSERT INTO stream_position (provider, account, stream, fence, owner, lease_until) VALUES ($provider, $account, $stream, 1, $owner, $until)
        ON CONFLICT (provider, account, stream) DO UPDATE SET fence = fence + 1, owner = excluded.owner, lease_until = excluded.lease_until
            WHERE stream_position.lease_until IS NULL OR stream_position.lease_until <= $now
        RETURNING fence, cursor
        """;

    private const string IsThis = "provider = $provider AND account = $account AND stream = $stream";

    // Every change carries the fencing token that the lease was taken with.
    private const string IsMine = IsThis + " AND fence = $fence AND lease_until IS NOT NULL";

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<StreamLease?> TryAcquireAsync(StreamKey stream, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        database.WriteAsync(async write =>
        {
            await using var command = write.Command(
                Acquire, [.. Key(stream), ("$owner", owner), ("$now", database.Now), ("$until", database.Time.GetUtcNow() + duration)]);
            await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? new StreamLease(stream, row.GetInt64(0), row.Text(1)) : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(StreamLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        ChangeAsync(lease, "lease_until = $until", [("$until", database.Time.GetUtcNow() + duration)], cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SaveCursorAsync(StreamLease lease, string cursor, CancellationToken cancellationToken) =>
        ChangeAsync(lease, "cursor = $cursor", [("$cursor", cursor)], cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(StreamLease lease, CancellationToken cancellationToken) =>
        ChangeAsync(lease, "owner = NULL, lease_until = NULL", [], cancellationToken);

    /// <inheritdoc/>
    public async Task<StreamPosition?> FindAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = SqliteCommands.Create(
            connection, null, $"SELECT cursor, owner, lease_until FROM stream_position WHERE {IsThis}", Key(stream));
        await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? new StreamPosition(row.Text(0), row.Text(1), row.TimeOrNull(2)) : null;
    }

    private Task<bool> ChangeAsync(StreamLease lease, string change, (string, object?)[] parameters, CancellationToken cancellationToken) =>
        database.WriteAsync(async write => await write.ExecuteAsync(
            $"UPDATE stream_position SET {change} WHERE {IsMine}",
            [.. Key(lease.Stream), ("$fence", lease.FencingToken), .. parameters], cancellationToken).ConfigureAwait(false) == 1, cancellationToken);

    private static (string, object?)[] Key(StreamKey stream) =>
        [("$provider", stream.Provider), ("$account", stream.Account), ("$stream", stream.Name)];
}
