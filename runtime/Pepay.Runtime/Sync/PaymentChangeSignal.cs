namespace Pepay.Runtime.Sync;

/// <summary>
/// Wakes those who watch a payment when it changes in this process. Changes made by other processes are seen at the end of the wait,
/// so a watcher reads the payment again after each wait. Who watches a purchase that is no attempt of the shop waits for the provider's payment id, and is
/// woken by its events. Thread safe; keeps nothing of payments that nobody watches.
/// </summary>
public sealed class PaymentChangeSignal(TimeProvider time)
{
    private readonly Dictionary<string, Watch> watches = new(StringComparer.Ordinal);

    /// <summary>Returns true after a change of the attempt, or an event of the purchase, in this process; false after <paramref name="atMost"/>.</summary>
    /// <param name="id">The attempt id, or the provider's payment id.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<bool> WaitAsync(string id, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var watch = Enter(id);
        try
        {
            await watch.Changed.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            // Nothing changed here in time; the watcher reads the payment all the same.
            return false;
        }
        finally
        {
            Leave(id, watch);
        }
    }

    internal void Changed(string id)
    {
        lock (watches)
        {
            if (watches.Remove(id, out var watch))
                watch.Changed.TrySetResult();
        }
    }

    private Watch Enter(string id)
    {
        lock (watches)
        {
            if (!watches.TryGetValue(id, out var watch))
                watches.Add(id, watch = new Watch());
            watch.Watchers++;
            return watch;
        }
    }

    private void Leave(string id, Watch watch)
    {
        lock (watches)
        {
            if (--watch.Watchers == 0 && watches.TryGetValue(id, out var current) && current == watch)
                watches.Remove(id);
        }
    }

    private sealed class Watch
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Watchers { get; set; }
    }
}
