using Pepay.Runtime.Streams;

namespace Pepay.Runtime.PostgreSql.Streams;

/// <summary>Cursors and leases of streams in PostgreSQL. Leases follow the database's clock.</summary>
/// <param name="database">The database.</param>
public sealed class PostgreSqlStreamStore(PostgreSqlDatabase database) : IStreamStore
{
    internal const string CreateTable = """
        -- One row per stream. lease_until is null when nobody follows.
        CREATE TABLE stream_position (
          provider    text        NOT NULL,
          account     text        NOT NULL,
          stream      text        NOT NULL,
          fence       bigint      NOT NULL,
          cursor      text        NULL,
          owner       text        NULL,
          lease_until timestamptz NULL,
          PRIMARY KEY (provider, account, stream)
        ) WITH (fillfactor = 50);
        """;

    private const string Acquire = """
        /* stream.acquire */
        INSERT INTO stream_position AS p (provider, account, stream, fence, owner, lease_until)
        VALUES ($1, $2, $3, 1, $4, clock_timestamp() + make_interval(secs => $5))
        ON CONFLICT (provider, account, stream) DO UPDATE SET fence = p.fence + 1, owner = excluded.owner, lease_until = excluded.lease_until
            WHERE p.lease_until IS NULL OR p.lease_until <= clock_timestamp()
        RETURNING fence, cursor
        """;

    private const string IsThis = "provider = $1 AND account = $2 AND stream = $3";

    // Every change carries the fencing token that the lease was taken with.
    private const string IsMine = IsThis + " AND fence = $4 AND lease_until IS NOT NULL";

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<StreamLease?> TryAcquireAsync(StreamKey stream, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        database.RunAsync(async connection =>
        {
            await using var command = connection.Command(Acquire, stream.Provider, stream.Account, stream.Name, owner, duration.TotalSeconds);
            await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? new StreamLease(stream, row.GetInt64(0), row.Text(1)) : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(StreamLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        ChangeAsync("renew", "lease_until = clock_timestamp() + make_interval(secs => $5)", lease, [duration.TotalSeconds], cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SaveCursorAsync(StreamLease lease, string cursor, CancellationToken cancellationToken) =>
        ChangeAsync("cursor", "cursor = $5", lease, [cursor], cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(StreamLease lease, CancellationToken cancellationToken) =>
        ChangeAsync("release", "owner = NULL, lease_until = NULL", lease, [], cancellationToken);

    /// <inheritdoc/>
    public Task<StreamPosition?> FindAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.RunAsync(async connection =>
        {
            await using var command = connection.Command(
                $"/* stream.find */ SELECT cursor, owner, lease_until FROM stream_position WHERE {IsThis}", stream.Provider, stream.Account, stream.Name);
            await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? new StreamPosition(row.Text(0), row.Text(1), row.TimeOrNull(2)) : null;
        }, cancellationToken);

    private Task<bool> ChangeAsync(string name, string change, StreamLease lease, object?[] parameters, CancellationToken cancellationToken) =>
        database.RunAsync(async connection =>
        {
            await using var command = connection.Command(
                $"/* stream.{name} */ UPDATE stream_position SET {change} WHERE {IsMine}",
                [lease.Stream.Provider, lease.Stream.Account, lease.Stream.Name, lease.FencingToken, .. parameters]);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }, cancellationToken);
}
