using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>What the inbox needs to know of one event.</summary>
public sealed record EventEnvelope
{
    /// <summary>The type under which a genuine event without a readable id or type is kept.</summary>
    public const string UnreadableType = "unreadable";

    /// <summary>The event id; <c>sha256-</c> and the body's hash when the event has none that can be read.</summary>
    public required string Id { get; init; }

    /// <summary>The event type; <see cref="UnreadableType"/> when there is none that can be read.</summary>
    public required string Type { get; init; }

    /// <summary>When the provider made the event (UTC); null when it does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Test or live money; null when it does not say, or says something unknown.</summary>
    public PaymentEnvironment? Environment { get; init; }

    /// <summary>What the event is about; null when it does not say.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>The event's own bytes: the request body, or one item of it.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why the event cannot be handled; null when it can. It is kept and shown, never handed to a handler.</summary>
    public string? Problem { get; init; }
}
