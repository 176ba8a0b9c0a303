namespace Pepay.Runtime.Inbox;

/// <summary>Wakes the dispatcher of this process when there may be something to do. Thread safe; signals while nobody waits are kept as one.</summary>
public sealed class InboxSignal
{
    private readonly SemaphoreSlim set = new(0, 1);

    /// <summary>Wakes the waiter, or the next one.</summary>
    public void Set()
    {
        try
        {
            set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already set.
        }
    }

    /// <summary>Waits for a signal.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => set.WaitAsync(cancellationToken);
}
