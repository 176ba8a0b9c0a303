using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

/// <summary>Renews a delivery's lease until it is disposed; cancels the handler when the lease is lost or the host can wait no longer.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource handler;
    private readonly CancellationTokenSource ended = new();
    private readonly Task loop;

    public LeaseRenewal(IInboxStore store, Delivery delivery, TimeSpan lease, TimeProvider time, CancellationToken stopping)
    {
        handler = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = handler.Token;
        loop = RunAsync(store, delivery, lease, time);
    }

    /// <summary>Cancels the handler.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether somebody else has the delivery.</summary>
    public bool IsLost { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        ended.Dispose();
        handler.Dispose();
    }

    private async Task RunAsync(IInboxStore store, Delivery delivery, TimeSpan lease, TimeProvider time)
    {
        while (true)
        {
            try
            {
                await Task.Delay(lease / 3, time, ended.Token).ConfigureAwait(false);
                if ((await store.RenewAsync([delivery], lease, ended.Token).ConfigureAwait(false))[0])
                    continue;
                IsLost = true;
                await handler.CancelAsync().ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The database is out of reach for the moment: the next third of the lease tries again, and the fencing token decides in the end.
            }
        }
    }
}
