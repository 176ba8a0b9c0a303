namespace Pepay.Simulator.State;

/// <summary>Things that happen at a time: expiry, settlement. One timer each, on the simulator's clock; what they do runs with the state locked.</summary>
internal sealed class Deadlines(StateStore store, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, ITimer> timers = [];
    private bool disposed;

    /// <summary>Called with the state locked. A second deadline of the same name takes the place of the first.</summary>
    public void Set(string name, long dueMs, Action action)
    {
        Cancel(name);
        if (disposed)
            return;
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, dueMs - time.GetUtcNow().ToUnixTimeMilliseconds()));
        var timer = time.CreateTimer(_ => Run(name, action), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timers[name] = timer;
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void Cancel(string name)
    {
        if (timers.Remove(name, out var timer))
            timer.Dispose();
    }

    public void CancelAll()
    {
        foreach (var timer in timers.Values)
            timer.Dispose();
        timers.Clear();
    }

    public void Dispose() => store.Change(() =>
    {
        disposed = true;
        CancelAll();
    });

    private void Run(string name, Action action) => store.Change(() =>
    {
        // A timer that was already on its way when it was cancelled does nothing.
        if (!timers.Remove(name, out var timer))
            return;
        timer.Dispose();
        action();
    });
}
