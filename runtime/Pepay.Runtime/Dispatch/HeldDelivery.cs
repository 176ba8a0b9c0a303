using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

/// <summary>A delivery that this process has leased and not ended.</summary>
internal sealed class HeldDelivery(Delivery delivery, long claimedAt, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource handler = CancellationTokenSource.CreateLinkedTokenSource(stopping);

    public Delivery Delivery => delivery;

    /// <summary>When it was leased, as a time stamp of the clock.</summary>
    public long ClaimedAt => claimedAt;

    /// <summary>Cancels the handler: the lease is lost, or the host can wait no longer.</summary>
    public CancellationToken Token => handler.Token;

    /// <summary>Whether the host can wait no longer.</summary>
    public bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Whether somebody else has the delivery.</summary>
    public bool IsLost { get; private set; }

    public Task LoseAsync()
    {
        IsLost = true;
        return handler.CancelAsync();
    }

    public void Dispose() => handler.Dispose();
}
