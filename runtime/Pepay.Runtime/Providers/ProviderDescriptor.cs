using Pepay.Runtime.Http;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Providers;

/// <summary>
/// What a provider's specification says about its transport, webhooks and events, as data that the runtime executes.
/// Generated from the specification files; immutable and safe to share between threads.
/// </summary>
public sealed record ProviderDescriptor
{
    private static readonly TimeSpan AssumedKeyLifetime = TimeSpan.FromHours(24);

    // Longer than a call takes with all its repetitions: none of them reaches a provider that has forgotten the key meanwhile.
    private static readonly TimeSpan KeyMargin = TimeSpan.FromMinutes(5);

    /// <summary>The stable lower-case key of the provider in URLs, configuration and storage (<c>x-provider.name</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The name shown to people (<c>x-provider.displayName</c>).</summary>
    public required string DisplayName { get; init; }

    /// <summary>The address of the API (the first of <c>servers</c>); null when the specification names none that is absolute.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>How webhooks are signed and where an event keeps its id, type and ordering key (<c>x-webhook</c>); null without webhooks.</summary>
    public WebhookDescriptor? Webhook { get; init; }

    /// <summary>Retries, time-out and request-id headers that hold for every operation (<c>x-retry</c>).</summary>
    public ApiRetryRule Retry { get; init; } = ApiRetryRule.Default;

    /// <summary>The security schemes that operations refer to by name.</summary>
    public IReadOnlyList<ApiSecurityScheme> SecuritySchemes { get; init; } = [];

    /// <summary>Every operation of the provider's API.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; init; } = [];

    /// <summary>
    /// Until when a call may go out under an idempotency key: five minutes less than the shortest lifetime of all operations
    /// (<c>x-idempotency.lifetime</c>; 24 hours where the specification says nothing).
    /// </summary>
    /// <param name="madeAt">When the key was made (UTC).</param>
    public DateTimeOffset KeyUsableUntil(DateTimeOffset madeAt) =>
        madeAt + Operations.Select(static operation => operation.Idempotency?.Lifetime).OfType<TimeSpan>().Append(AssumedKeyLifetime).Min() - KeyMargin;

    /// <summary>Whether some operation replays the stored answer of a key also when it was a failure: after a failure that was answered only a new key gets further.</summary>
    public bool ReplaysFailures => Operations.Any(static operation => operation.Idempotency is { ReplaysFailures: true });

    /// <summary>The event types that the specification knows; others are stored and wait for an upgrade.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>The WebSocket channels; empty when the provider has none.</summary>
    public IReadOnlyList<StreamDescriptor> Streams { get; init; } = [];

    /// <summary>The operation that lists events, from which streams fill what they missed; null when there is none.</summary>
    public EventListDescriptor? EventList { get; init; }
}
