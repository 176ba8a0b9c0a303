using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>A real store of positions, with what a test does before a cursor is saved.</summary>
internal sealed class ScriptedStreamStore(IStreamStore inner) : IStreamStore
{
    public required Func<IStreamStore, StreamLease, string, Task> BeforeSave { get; init; }

    public async Task<bool> SaveCursorAsync(StreamLease lease, string cursor, CancellationToken cancellationToken)
    {
        await BeforeSave(inner, lease, cursor);
        return await inner.SaveCursorAsync(lease, cursor, cancellationToken);
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public Task<StreamLease?> TryAcquireAsync(StreamKey stream, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.TryAcquireAsync(stream, owner, lease, cancellationToken);

    public Task<bool> RenewAsync(StreamLease lease, TimeSpan duration, CancellationToken cancellationToken) => inner.RenewAsync(lease, duration, cancellationToken);

    public Task ReleaseAsync(StreamLease lease, CancellationToken cancellationToken) => inner.ReleaseAsync(lease, cancellationToken);

    public Task<StreamPosition?> FindAsync(StreamKey stream, CancellationToken cancellationToken) => inner.FindAsync(stream, cancellationToken);
}
