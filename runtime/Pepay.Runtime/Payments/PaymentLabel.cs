namespace Pepay.Runtime.Payments;

/// <summary>What a payment's state is called. Always derived from <see cref="PaymentState"/>, never stored as the truth.</summary>
public enum PaymentLabel
{
    /// <summary>Nothing received, still possible.</summary>
    Pending,

    /// <summary>Less than the order's total received, still possible to complete.</summary>
    Underpaid,

    /// <summary>The order's total received.</summary>
    Paid,

    /// <summary>More than the order's total received.</summary>
    Overpaid,

    /// <summary>A part of what was received has been given back.</summary>
    PartiallyRefunded,

    /// <summary>All that was received has been given back.</summary>
    Refunded,

    /// <summary>The payer disputes the payment; not decided.</summary>
    Disputed,

    /// <summary>A dispute was decided for the shop; the money stays.</summary>
    DisputeWon,

    /// <summary>A dispute was decided against the shop; the money is gone.</summary>
    DisputeLost,

    /// <summary>The time to pay ran out before the total was received.</summary>
    Expired,

    /// <summary>The provider declined; another try on the same payment may still succeed.</summary>
    Failed,

    /// <summary>Cancelled before the total was received.</summary>
    Cancelled,

    /// <summary>All that was asked for was received, but the order asks for another amount by now: it is not paid by it, and a person decides.</summary>
    Superseded,
}

/// <summary>Where a dispute stands.</summary>
public enum DisputeState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Opened or under review.</summary>
    Open,

    /// <summary>Decided for the shop.</summary>
    Won,

    /// <summary>Decided against the shop.</summary>
    Lost,
}

/// <summary>Why a payment takes no more money. Money that arrives nevertheless is counted.</summary>
public enum ClosingReason
{
    /// <summary>Open.</summary>
    None,

    /// <summary>Its time ran out.</summary>
    Expired,

    /// <summary>Declined.</summary>
    Failed,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>The money came after the order's total had changed (<see cref="Sync.IOrderAmounts"/>).</summary>
    Superseded,
}
