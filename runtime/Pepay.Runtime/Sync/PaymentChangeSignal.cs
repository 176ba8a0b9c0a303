namespace Pepay.Runtime.Sync;

/// <summary>
/// Wakes those who watch a payment when it changes in this process. Changes made by other processes are seen at the end of the wait,
/// so a watcher reads the payment again after each wait. Thread safe; keeps nothing of payments that nobody watches.
/// </summary>
public sealed class PaymentChangeSignal(TimeProvider time)
{
    private readonly Dictionary<string, Watch> watches = new(StringComparer.Ordinal);

    /// <summary>Returns after a change of the attempt in this process, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(string attemptId, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var watch = Enter(attemptId);
        try
        {
            await watch.Changed.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing changed here in time; the watcher reads the payment all the same.
        }
        finally
        {
            Leave(attemptId, watch);
        }
    }

    internal void Changed(string attemptId)
    {
        lock (watches)
        {
            if (watches.Remove(attemptId, out var watch))
                watch.Changed.TrySetResult();
        }
    }

    private Watch Enter(string attemptId)
    {
        lock (watches)
        {
            if (!watches.TryGetValue(attemptId, out var watch))
                watches.Add(attemptId, watch = new Watch());
            watch.Watchers++;
            return watch;
        }
    }

    private void Leave(string attemptId, Watch watch)
    {
        lock (watches)
        {
            if (--watch.Watchers == 0 && watches.TryGetValue(attemptId, out var current) && current == watch)
                watches.Remove(attemptId);
        }
    }

    private sealed class Watch
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Watchers { get; set; }
    }
}
