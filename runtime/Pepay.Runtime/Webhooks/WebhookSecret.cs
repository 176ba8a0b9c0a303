using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>A secret (or public key) that verifies webhooks. Its text form never shows the value.</summary>
public sealed class WebhookSecret
{
    private volatile SecretKey? key;

    /// <summary>A name for logs and the inbox, such as the year of issue; never part of the secret.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the signature scheme it belongs to (<see cref="WebhookScheme.Name"/>).</summary>
    public required string Scheme { get; init; }

    /// <summary>The secret as the provider shows it.</summary>
    public required string Value { get; init; }

    /// <summary>When it stops being accepted (UTC); null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether there is something to verify with. An empty text is no secret: anybody could sign with it.</summary>
    internal bool HasValue => !string.IsNullOrWhiteSpace(Value);

    /// <summary>Whether it is accepted at a time: it has a value and has not expired.</summary>
    public bool IsAcceptedAt(DateTimeOffset time) => HasValue && !(ExpiresAt <= time);

    /// <summary>The secret as the scheme uses it, decoded once.</summary>
    internal SecretKey Key(WebhookScheme scheme)
    {
        if (key is not { } known || !known.IsFor(scheme))
            key = known = new SecretKey(scheme, Value);
        return known;
    }

    /// <inheritdoc/>
    public override string ToString() => $"webhook secret '{Id}' ({Scheme})";
}
