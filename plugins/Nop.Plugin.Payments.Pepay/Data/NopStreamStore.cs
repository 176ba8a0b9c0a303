using Pepay.Runtime.Streams;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>How far streams were followed, and which node of the farm follows them, in the shop's own database. Thread safe.</summary>
public sealed class NopStreamStore(ShopDatabase database, TimeProvider time) : IStreamStore
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync();

    /// <inheritdoc/>
    public Task<StreamLease?> TryAcquireAsync(StreamKey stream, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return database.AloneAsync<StreamLease?>(async session =>
        {
            var now = time.GetUtcNow();
            var row = await FindRowAsync(session, stream).ConfigureAwait(false);
            if (row?.LeaseUntil > now.UtcTicks)
                return null;
            var isNew = row is null;
            row ??= new PepayStream { UniqueKey = HashOf(stream), Name = stream.ToString() };
            row.Fence++;
            row.Owner = owner;
            row.LeaseUntil = (now + duration).UtcTicks;
            await (isNew ? session.InsertAsync(row) : session.UpdateAsync(row)).ConfigureAwait(false);
            return new StreamLease(stream, row.Fence, row.LastEventId);
        });
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(StreamLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        ChangeAsync(lease, row => row.LeaseUntil = (time.GetUtcNow() + duration).UtcTicks);

    /// <inheritdoc/>
    public Task<bool> SaveCursorAsync(StreamLease lease, string cursor, CancellationToken cancellationToken) =>
        ChangeAsync(lease, row => row.LastEventId = cursor);

    /// <inheritdoc/>
    public Task ReleaseAsync(StreamLease lease, CancellationToken cancellationToken) => ChangeAsync(lease, static row =>
    {
        row.Owner = null;
        row.LeaseUntil = null;
    });

    /// <inheritdoc/>
    public Task<StreamPosition?> FindAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return database.RunAsync(async session => await FindRowAsync(session, stream).ConfigureAwait(false) is { } row
            ? new StreamPosition(row.LastEventId, row.Owner, row.LeaseUntil is { } until ? new DateTimeOffset(until, TimeSpan.Zero) : null)
            : null);
    }

    // Every change carries the fencing token that the lease was taken with.
    private Task<bool> ChangeAsync(StreamLease lease, Action<PepayStream> change)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return database.AloneAsync(async session =>
        {
            var row = await FindRowAsync(session, lease.Stream).ConfigureAwait(false);
            if (row is not { LeaseUntil: not null } || row.Fence != lease.FencingToken)
                return false;
            change(row);
            await session.UpdateAsync(row).ConfigureAwait(false);
            return true;
        });
    }

    private static Task<PepayStream?> FindRowAsync(ShopSession session, StreamKey stream)
    {
        var key = HashOf(stream);
        return session.FirstAsync<PepayStream>(rows => rows.Where(row => row.UniqueKey == key));
    }

    private static string HashOf(StreamKey stream) => ShopDatabase.Hash(stream.Provider, stream.Account, stream.Name);
}
