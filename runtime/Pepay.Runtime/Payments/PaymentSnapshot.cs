using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Payments;

/// <summary>What a provider's REST API answered about one payment, in the words of the runtime. Made by a provider adapter.</summary>
public sealed record PaymentSnapshot
{
    /// <summary>The provider's id of the payment: an invoice id, an intent id.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The provider's own word for the state, for people.</summary>
    public required string ProviderStatus { get; init; }

    /// <summary>False when the adapter does not know the provider's word; such an answer changes nothing and is shown as a finding.</summary>
    public bool StatusIsKnown { get; init; } = true;

    /// <summary>What the payment asks for.</summary>
    public required Money Amount { get; init; }

    /// <summary>What was received so far, in major units.</summary>
    public decimal Received { get; init; }

    /// <summary>What was given back so far, in major units.</summary>
    public decimal Refunded { get; init; }

    /// <summary>The dispute.</summary>
    public DisputeState Dispute { get; init; }

    /// <summary>Why no more money is expected.</summary>
    public ClosingReason Closing { get; init; }

    /// <summary>How far the received money is on its way to the merchant, of all its parts the one that needs most attention.</summary>
    public SettlementState Settlement { get; init; }

    /// <summary>The environment that the answer names; null when it names none.</summary>
    public PaymentEnvironment? Environment { get; init; }

    /// <summary>The attempt id that was sent along on creation and came back; null when it did not.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The order number that was sent along on creation and came back; null when it did not.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>When the payment stops being payable (UTC); null when the provider names no time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
