using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Merchant;

/// <summary>Something that a person of the shop did to payments or events. Stored before it is carried out, and never deleted.</summary>
public sealed record MerchantAction
{
    /// <summary>A lower-case UUID version 4. It is also the idempotency key of what is asked of a provider.</summary>
    public required string Id { get; init; }

    /// <summary>What was done.</summary>
    public required MerchantActionKind Kind { get; init; }

    /// <summary>Who did it, as the shop's sign-in calls them.</summary>
    public required string Actor { get; init; }

    /// <summary>The attempt id of the payment, the inbox's id of the event, or the provider's id of the order that it was done to; null for one that concerns them all.</summary>
    public string? Subject { get; init; }

    /// <summary>How much is to be given back; null for anything but a refund.</summary>
    public Money? Amount { get; init; }

    /// <summary>How much the provider had given back of the payment before, in major units.</summary>
    public decimal RefundedBefore { get; init; }

    /// <summary>When it was begun (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How it ended.</summary>
    public MerchantActionOutcome Outcome { get; init; }

    /// <summary>What came of it, in a sentence for people; null while it is under way. Never a secret.</summary>
    public string? Result { get; init; }

    /// <summary>When it ended (UTC); null while it is under way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether nobody knows yet what came of it: it may be carried on under the same id.</summary>
    public bool IsUnfinished => Outcome is MerchantActionOutcome.Begun or MerchantActionOutcome.Unknown;
}

/// <summary>What a person can do.</summary>
public enum MerchantActionKind
{
    /// <summary>Asked the provider about one payment.</summary>
    Reconcile,

    /// <summary>Had the open payments looked at now.</summary>
    Sweep,

    /// <summary>Gave money back.</summary>
    Refund,

    /// <summary>Handed one event out again.</summary>
    Replay,

    /// <summary>Handed all dead letters out again.</summary>
    ReplayAll,

    /// <summary>Dismissed the dead letters of one event.</summary>
    Dismiss,

    /// <summary>Moved a test order of foreign goods by a step.</summary>
    Simulate,
}

/// <summary>How an action ended.</summary>
public enum MerchantActionOutcome
{
    /// <summary>Stored, and perhaps under way.</summary>
    Begun,

    /// <summary>Carried out.</summary>
    Done,

    /// <summary>Not carried out.</summary>
    Refused,

    /// <summary>Perhaps carried out: no answer came.</summary>
    Unknown,
}
