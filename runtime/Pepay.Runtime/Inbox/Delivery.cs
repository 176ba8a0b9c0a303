namespace Pepay.Runtime.Inbox;

/// <summary>One event leased for one handler.</summary>
/// <param name="Id">The event's number in the inbox.</param>
/// <param name="Handler">The handler's name in the dispatch table.</param>
/// <param name="Attempt">Which attempt this is, from 1; counted when it begins, so that a process that dies has used one.</param>
/// <param name="FencingToken">Grows with every lease of this delivery; whoever has an older one can no longer change it.</param>
/// <param name="Event">The event.</param>
public sealed record Delivery(long Id, string Handler, int Attempt, long FencingToken, IncomingEvent Event);

/// <summary>What to lease.</summary>
/// <param name="Routes">The dispatch table: routes new events, and names the handlers to lease for.</param>
/// <param name="Owner">Names the process, for people who look at the table.</param>
/// <param name="Limit">The most deliveries to lease.</param>
/// <param name="Lease">How long they are kept from others.</param>
public sealed record ClaimRequest(RoutingTable Routes, string Owner, int Limit, TimeSpan Lease);

/// <summary>How an attempt ended without success.</summary>
/// <param name="Outcome">What happens next.</param>
/// <param name="Error">What to show people; without secrets and bodies.</param>
/// <param name="RetryAfter">How long to wait when <paramref name="Outcome"/> is <see cref="FailureOutcome.Retry"/> or <see cref="FailureOutcome.Release"/>.</param>
public sealed record DeliveryFailure(FailureOutcome Outcome, string? Error, TimeSpan RetryAfter = default);

/// <summary>What happens to a delivery whose attempt did not succeed.</summary>
public enum FailureOutcome
{
    /// <summary>It is due again after a wait.</summary>
    Retry,

    /// <summary>
    /// The attempt does not count: the host was stopping, or what the handler needs was away. It is due again after the wait, at once when there is none.
    /// </summary>
    Release,

    /// <summary>It becomes a dead letter and no longer holds up its ordering key.</summary>
    Dead,
}
