using Nop.Core;

namespace Nop.Plugin.Payments.Pepay.Data;

// Times are UTC ticks in bigint columns: exact in all three databases, and comparable without a time zone. Identities are compared by SHA-256
// in hexadecimal, because the shop's collations compare texts without regard to case.

/// <summary>An accepted event of a provider.</summary>
public class PepayEvent : BaseEntity
{
    /// <summary>Hash of provider, account and event id.</summary>
    public string UniqueKey { get; set; } = "";

    /// <summary>The provider's name.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The configured account's name.</summary>
    public string Account { get; set; } = "";

    /// <summary>The provider's event id.</summary>
    public string EventId { get; set; } = "";

    /// <summary>The provider's event type.</summary>
    public string Type { get; set; } = "";

    /// <summary>The money's environment; null when the event does not say.</summary>
    public int? EnvironmentId { get; set; }

    /// <summary>What the event is about.</summary>
    public string? OrderingKey { get; set; }

    /// <summary>Hash of provider, account and ordering key.</summary>
    public string? OrderingHash { get; set; }

    /// <summary>When the provider made it.</summary>
    public long? CreatedAt { get; set; }

    /// <summary>When it arrived.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>How it arrived.</summary>
    public int SourceId { get; set; }

    /// <summary>The name of the secret that verified it.</summary>
    public string? SecretId { get; set; }

    /// <summary>Whether it must be proved to be the account's own.</summary>
    public bool NeedsProof { get; set; }

    /// <summary>The kept headers, one "name: value" a line; null after pruning.</summary>
    public string? Headers { get; set; }

    /// <summary>The bytes as received; null after pruning.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Why it cannot be read.</summary>
    public string? Problem { get; set; }

    /// <summary>Who dismissed what was dead of it.</summary>
    public string? DismissedBy { get; set; }

    /// <summary>When that was.</summary>
    public long? DismissedAt { get; set; }

    /// <summary>How far it has come.</summary>
    public int StateId { get; set; }

    /// <summary>Whether its type is unknown, so that it waits for a version that knows it.</summary>
    public bool IsParked { get; set; }
}

/// <summary>What one handler does with one event.</summary>
public class PepayDelivery : BaseEntity
{
    /// <summary>The event's row.</summary>
    public int PepayEventId { get; set; }

    /// <summary>The handler's name.</summary>
    public string Handler { get; set; } = "";

    /// <summary>The event's ordering hash, with which one handler waits for the older event.</summary>
    public string? OrderingHash { get; set; }

    /// <summary>How far it has come.</summary>
    public int StateId { get; set; }

    /// <summary>Attempts begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The fencing token of the newest lease.</summary>
    public long Token { get; set; }

    /// <summary>Who has the lease, for people.</summary>
    public string? Owner { get; set; }

    /// <summary>When the next attempt is due, or the lease ends.</summary>
    public long DueAt { get; set; }

    /// <summary>When it was done or given up.</summary>
    public long? FinishedAt { get; set; }

    /// <summary>The last error.</summary>
    public string? LastError { get; set; }
}

/// <summary>One attempt to pay an order.</summary>
public class PepayPayment : BaseEntity
{
    /// <summary>Our id of the attempt.</summary>
    public string AttemptId { get; set; } = "";

    /// <summary>The order's GUID.</summary>
    public string OrderNumber { get; set; } = "";

    /// <summary>Unique among current attempts: a hash of order, provider and account; the attempt's own id once it is replaced.</summary>
    public string CurrentKey { get; set; } = "";

    /// <summary>The provider's name.</summary>
    public string Provider { get; set; } = "";

    /// <summary>The configured account's name.</summary>
    public string Account { get; set; } = "";

    /// <summary>The money's environment.</summary>
    public int EnvironmentId { get; set; }

    /// <summary>The order's total in major units.</summary>
    public decimal Amount { get; set; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; set; } = "";

    /// <summary>The shop's id of the customer.</summary>
    public string? CustomerId { get; set; }

    /// <summary>The key under which the payment is made.</summary>
    public string IdempotencyKey { get; set; } = "";

    /// <summary>Whether a further click on "pay" returns this attempt.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>The provider's id.</summary>
    public string? PaymentId { get; set; }

    /// <summary>Hash of provider, account and payment id.</summary>
    public string? PaymentHash { get; set; }

    /// <summary>Where the payer pays.</summary>
    public string? PaymentUrl { get; set; }

    /// <summary>When the provider stops taking money.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>The amount due.</summary>
    public decimal Due { get; set; }

    /// <summary>The amount received.</summary>
    public decimal Received { get; set; }

    /// <summary>The amount given back.</summary>
    public decimal Refunded { get; set; }

    /// <summary>The dispute.</summary>
    public int DisputeId { get; set; }

    /// <summary>Why no more money is expected.</summary>
    public int ClosingId { get; set; }

    /// <summary>How far the money is on its way to the merchant.</summary>
    public int SettlementId { get; set; }

    /// <summary>The provider's own word.</summary>
    public string? ProviderStatus { get; set; }

    /// <summary>What does not fit.</summary>
    public string? Finding { get; set; }

    /// <summary>When it was made.</summary>
    public long CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>When the sweep looks at it next.</summary>
    public long? NextCheckAt { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Version { get; set; }
}

/// <summary>One line of a payment's time line.</summary>
public class PepayPaymentHistory : BaseEntity
{
    /// <summary>The attempt.</summary>
    public string AttemptId { get; set; } = "";

    /// <summary>When.</summary>
    public long At { get; set; }

    /// <summary>What told.</summary>
    public string Source { get; set; } = "";

    /// <summary>What happened.</summary>
    public string Text { get; set; } = "";
}

/// <summary>One effect on an order, written before the effect: whoever repeats it finds it here.</summary>
public class PepayLedgerEntry : BaseEntity
{
    /// <summary>Hash of order, payment, transition and amount.</summary>
    public string UniqueKey { get; set; } = "";

    /// <summary>The order's GUID.</summary>
    public string OrderNumber { get; set; } = "";

    /// <summary>The provider's id of the payment.</summary>
    public string? PaymentId { get; set; }

    /// <summary>What was done: paid, refunded, cancelled, noted.</summary>
    public string Transition { get; set; } = "";

    /// <summary>The amount in the order's currency; for refunds all that is given back after it.</summary>
    public decimal Amount { get; set; }

    /// <summary>How far it has come.</summary>
    public int StateId { get; set; }

    /// <summary>The idempotency key of a call to the provider.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>When it was begun or last moved.</summary>
    public long At { get; set; }
}

/// <summary>How far a stream was followed, and who follows it.</summary>
public class PepayStream : BaseEntity
{
    /// <summary>Hash of provider, account and stream.</summary>
    public string UniqueKey { get; set; } = "";

    /// <summary>Which stream, for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>The fencing token of the newest lease.</summary>
    public long Fence { get; set; }

    /// <summary>The last event before which everything is stored; empty for the beginning, null when there is none yet.</summary>
    public string? LastEventId { get; set; }

    /// <summary>Who follows it; null when nobody does.</summary>
    public string? Owner { get; set; }

    /// <summary>Until when; null when nobody does.</summary>
    public long? LeaseUntil { get; set; }
}

/// <summary>Where and how much a payer was last told to send for an attempt.</summary>
public class PepayTransfer : BaseEntity
{
    /// <summary>The attempt.</summary>
    public string AttemptId { get; set; } = "";

    /// <summary>What had been received by then: with more, the amount is no longer right.</summary>
    public decimal Received { get; set; }

    /// <summary>The provider's id of the token.</summary>
    public string AssetId { get; set; } = "";

    /// <summary>The token's symbol.</summary>
    public string Symbol { get; set; } = "";

    /// <summary>The network's name.</summary>
    public string Network { get; set; } = "";

    /// <summary>Where to send it.</summary>
    public string Address { get; set; } = "";

    /// <summary>How much, in whole tokens; a text, because tokens have up to 18 decimals.</summary>
    public string Amount { get; set; } = "";

    /// <summary>The same as an address that wallets understand.</summary>
    public string Uri { get; set; } = "";

    /// <summary>Until when the amount holds.</summary>
    public long? ValidUntil { get; set; }
}

/// <summary>The last webhook of an account that was refused for one reason.</summary>
public class PepayRefusal : BaseEntity
{
    /// <summary>Hash of provider, account and verdict.</summary>
    public string UniqueKey { get; set; } = "";

    /// <summary>Hash of provider and account.</summary>
    public string AccountHash { get; set; } = "";

    /// <summary>What the verification found.</summary>
    public int VerdictId { get; set; }

    /// <summary>When.</summary>
    public long At { get; set; }
}

/// <summary>Who may do something alone, across all nodes.</summary>
public class PepayLease : BaseEntity
{
    /// <summary>Hash of the name.</summary>
    public string NameHash { get; set; } = "";

    /// <summary>What is leased, for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who has it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Moves with every renewal, so that the others see that the holder lives; no time.</summary>
    public long ExpiresAt { get; set; }
}
