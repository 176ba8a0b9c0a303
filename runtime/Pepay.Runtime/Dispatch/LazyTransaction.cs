using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

/// <summary>Begins a delivery's transaction when the handler first asks for it.</summary>
internal sealed class LazyTransaction(IInboxStore store, Delivery delivery) : IAsyncDisposable
{
    public IDeliveryTransaction? Begun { get; private set; }

    public async ValueTask<DbTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        Begun ??= await store.BeginAsync(delivery, cancellationToken).ConfigureAwait(false);
        return Begun.Transaction;
    }

    public ValueTask DisposeAsync() => Begun?.DisposeAsync() ?? ValueTask.CompletedTask;
}
