using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Inbox;

/// <summary>One event in a list.</summary>
public sealed record InboxEvent
{
    /// <summary>Its number in the inbox; grows in the order of acceptance.</summary>
    public required long Id { get; init; }

    /// <summary>The provider's key.</summary>
    public required string Provider { get; init; }

    /// <summary>The account's name.</summary>
    public required string Account { get; init; }

    /// <summary>The provider's event id.</summary>
    public required string EventId { get; init; }

    /// <summary>The provider's event type.</summary>
    public required string Type { get; init; }

    /// <summary>How far it has come.</summary>
    public required InboxState State { get; init; }

    /// <summary>Test or live money.</summary>
    public PaymentEnvironment? Environment { get; init; }

    /// <summary>What it is about.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>When the provider made it (UTC).</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How it arrived.</summary>
    public EventSource Source { get; init; }

    /// <summary>The name of the secret that verified it.</summary>
    public string? SecretId { get; init; }

    /// <summary>Whether it must be proved to be the account's own.</summary>
    public bool NeedsProof { get; init; }

    /// <summary>Why it cannot be read.</summary>
    public string? Problem { get; init; }

    /// <summary>Who dismissed its dead letters last; kept after a replay.</summary>
    public string? DismissedBy { get; init; }

    /// <summary>When that was (UTC).</summary>
    public DateTimeOffset? DismissedAt { get; init; }
}

/// <summary>One event with everything that is kept of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Headers">The kept request headers; empty after pruning.</param>
/// <param name="Body">The bytes as received; null after pruning. May hold personal data.</param>
/// <param name="Deliveries">What each handler has done, by handler name.</param>
public sealed record InboxEventDetails(
    InboxEvent Event, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte>? Body, IReadOnlyList<InboxDelivery> Deliveries);

/// <summary>What one handler has done with one event.</summary>
public sealed record InboxDelivery
{
    /// <summary>The handler's name.</summary>
    public required string Handler { get; init; }

    /// <summary>How far it has come.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>How many attempts were begun since the last replay.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due (UTC); null when there is none.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was done or given up (UTC).</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The last error, kept after a success.</summary>
    public string? LastError { get; init; }
}
