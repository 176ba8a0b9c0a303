namespace Pepay.Runtime.Inbox;

/// <summary>What is waiting and what is dead.</summary>
/// <param name="Waiting">New and open events.</param>
/// <param name="Parked">Events of unknown types.</param>
/// <param name="Dead">Events that a handler has given up, and unreadable ones, unless they were dismissed.</param>
/// <param name="OldestWaiting">When the oldest waiting event arrived (UTC); null when none waits.</param>
public sealed record InboxCounts(long Waiting, long Parked, long Dead, DateTimeOffset? OldestWaiting);
