namespace Pepay.Runtime.Inbox;

/// <summary>What to replay: one event, or those that a query finds (its page limits do not count).</summary>
public sealed record InboxReplay
{
    /// <summary>The event's number; null to use <see cref="Query"/>.</summary>
    public long? Id { get; init; }

    /// <summary>Which events.</summary>
    public InboxQuery Query { get; init; } = new() { State = InboxState.Dead };

    /// <summary>
    /// False: only deliveries that are dead, and of an event that <see cref="Id"/> names those that were dismissed, too. True: those that are done, too, so that their effects happen again with the same effect key; and handlers that
    /// did not exist when the event came get it as well.
    /// </summary>
    public bool IncludeDone { get; init; }
}
