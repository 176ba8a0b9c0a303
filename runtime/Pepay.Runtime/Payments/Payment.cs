using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Payments;

/// <summary>
/// One attempt to pay one order at one provider, with the state of its money. Stored before the provider is called; a new attempt
/// replaces an expired one, and the old one is kept because money may still arrive on it.
/// </summary>
public sealed record Payment
{
    /// <summary>Our id of the attempt: 128 random bits in hexadecimal, unguessable, sent along to the provider.</summary>
    public required string AttemptId { get; init; }

    /// <summary>The shop's order number.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The configured account's name.</summary>
    public required string Account { get; init; }

    /// <summary>The account's environment when the attempt was made.</summary>
    public required PaymentEnvironment Environment { get; init; }

    /// <summary>The order's total.</summary>
    public required Money Amount { get; init; }

    /// <summary>The shop's id of the customer; null for a guest.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The key under which the payment is created at the provider; belongs to this attempt alone (a lower-case UUID version 4).</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Whether this attempt is the one that a further click on "pay" returns.</summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>The provider's id of the payment; null until the provider's answer was stored.</summary>
    public string? PaymentId { get; init; }

    /// <summary>Where the payer goes to pay; null until the provider's answer was stored.</summary>
    public Uri? PaymentUrl { get; init; }

    /// <summary>When the provider stops accepting money (UTC); null when unknown.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The state of the money.</summary>
    public required PaymentState State { get; init; }

    /// <summary>How far the received money is on its way to the merchant.</summary>
    public SettlementState Settlement { get; init; }

    /// <summary>The provider's own word at the last check; null before the first.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>What does not fit and needs a person: another environment, amount or order than ours, an unknown status, money that is there twice, came after the order had changed or cannot be settled. Null when all is well.</summary>
    public string? Finding { get; init; }

    /// <summary>When the attempt was made (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the sweep looks at it next (UTC); null when nothing more is expected.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Counts the stored changes; a change is stored only over the version that it was made from.</summary>
    public long Version { get; init; }
}
