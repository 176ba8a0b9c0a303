using System.Collections.Concurrent;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

/// <summary>Renews the leases of all deliveries that this process holds, waiting and running, and tells those that are lost. Thread safe.</summary>
internal sealed class LeaseKeeper(IInboxStore store, TimeSpan lease, TimeProvider time)
{
    private readonly ConcurrentDictionary<HeldDelivery, bool> held = [];

    public int Count => held.Count;

    public HeldDelivery Hold(Delivery delivery, CancellationToken stopping)
    {
        var holding = new HeldDelivery(delivery, time.GetTimestamp(), stopping);
        held.TryAdd(holding, true);
        return holding;
    }

    public void Release(HeldDelivery holding) => held.TryRemove(holding, out _);

    /// <summary>Renews every third of a lease until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await Task.Delay(lease / 3, time, ended).ConfigureAwait(false);
                await RenewAsync(ended).ConfigureAwait(false);
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

    private async Task RenewAsync(CancellationToken ended)
    {
        HeldDelivery[] all = [.. held.Keys];
        if (all.Length == 0)
            return;
        var mine = await store.RenewAsync([.. all.Select(holding => holding.Delivery)], lease, ended).ConfigureAwait(false);
        for (var i = 0; i < all.Length; i++)
        {
            // One that ended meanwhile is no longer there to be told.
            if (!mine[i] && held.ContainsKey(all[i]))
                await all[i].LoseAsync().ConfigureAwait(false);
        }
    }
}
