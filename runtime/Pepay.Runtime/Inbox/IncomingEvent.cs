using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Inbox;

/// <summary>How an event reached the shop.</summary>
public enum EventSource
{
    /// <summary>A signed request of the provider.</summary>
    Webhook,

    /// <summary>A live stream.</summary>
    Stream,

    /// <summary>The provider's REST list of events.</summary>
    Backfill,
}

/// <summary>One verified event on its way into the inbox. Immutable; the body must not change afterwards.</summary>
public sealed record IncomingEvent
{
    /// <summary>The provider's key.</summary>
    public required string Provider { get; init; }

    /// <summary>The configured account that received it; never read from the payload.</summary>
    public required string Account { get; init; }

    /// <summary>The provider's event id; one of a (provider, account) is accepted once.</summary>
    public required string EventId { get; init; }

    /// <summary>The provider's event type.</summary>
    public required string Type { get; init; }

    /// <summary>Test or live money; null when the event does not say.</summary>
    public PaymentEnvironment? Environment { get; init; }

    /// <summary>What the event is about; null: no order to keep.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>When the provider made it (UTC).</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it arrived (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How it arrived.</summary>
    public EventSource Source { get; init; }

    /// <summary>The name of the secret that verified it; null when it came over an authenticated connection.</summary>
    public string? SecretId { get; init; }

    /// <summary>True when the signature's key is shared by all merchants: the event must be proved to be the account's own.</summary>
    public bool NeedsProof { get; init; }

    /// <summary>The request headers worth keeping; never credentials, cookies or signatures.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The bytes as received.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why no handler can be given the event; null when one can. Such an event is kept as a dead letter.</summary>
    public string? Problem { get; init; }
}

/// <summary>What became of an accepted event.</summary>
public enum AcceptResult
{
    /// <summary>It is new, and durable.</summary>
    Accepted,

    /// <summary>Its id was there already; nothing changed.</summary>
    Duplicate,
}
