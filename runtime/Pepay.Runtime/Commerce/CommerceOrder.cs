using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Commerce;

/// <summary>An order of goods of other shops, as it stands at the provider.</summary>
public sealed record CommerceOrder
{
    /// <summary>The provider's id.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's id of its payment; everything that happens to the order is ordered by it. Null when the provider does not say.</summary>
    public string? PaymentId { get; init; }

    /// <summary>Whose it is (<see cref="CommerceShopper.CustomerId"/>); null for a customer of another kind.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Test or live money; one that does not say is test money.</summary>
    public required PaymentEnvironment Environment { get; init; }

    /// <summary>How far it is.</summary>
    public required CommerceOrderState State { get; init; }

    /// <summary>The provider's own words for it.</summary>
    public required string ProviderStatus { get; init; }

    /// <summary>Whether it can be cancelled now.</summary>
    public bool CanCancel { get; init; }

    /// <summary>Whether the money is there.</summary>
    public bool IsPaid { get; init; }

    /// <summary>Whether a cancellation was asked for.</summary>
    public bool IsCancelling { get; init; }

    /// <summary>What was, or is to be, paid; null when the provider does not say.</summary>
    public Money? Total { get; init; }

    /// <summary>The provider's share of it; null when it does not say.</summary>
    public Money? Fee { get; init; }

    /// <summary>What was ordered.</summary>
    public IReadOnlyList<CommerceItem> Items { get; init; } = [];

    /// <summary>What has happened, oldest first.</summary>
    public IReadOnlyList<CommerceMoment> History { get; init; } = [];

    /// <summary>The parcels.</summary>
    public IReadOnlyList<CommerceShipment> Shipments { get; init; } = [];

    /// <summary>What is given back; null when nothing is.</summary>
    public CommerceRefund? Refund { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>An order in a list.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="State">How far it is.</param>
/// <param name="Total">What it costs; null when the provider does not say.</param>
/// <param name="ItemCount">How many things are in it; null when the provider does not say.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
/// <param name="Environment">Test or live money.</param>
public sealed record CommerceOrderRow(
    string Id, CommerceOrderState State, Money? Total, int? ItemCount, DateTimeOffset? CreatedAt, PaymentEnvironment Environment);

/// <summary>How far an order is.</summary>
public enum CommerceOrderState
{
    /// <summary>A word that this version does not know.</summary>
    Unknown,

    /// <summary>Waits for its payment.</summary>
    AwaitingPayment,

    /// <summary>Paid; the goods are being bought.</summary>
    Processing,

    /// <summary>Bought at the retailer.</summary>
    Placed,

    /// <summary>On its way.</summary>
    Shipped,

    /// <summary>Arrived.</summary>
    Delivered,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>The goods could not be bought.</summary>
    Failed,
}

/// <summary>Something that happened to an order.</summary>
/// <param name="At">When (UTC); null when the provider does not say.</param>
/// <param name="Text">What, in the provider's words.</param>
public sealed record CommerceMoment(DateTimeOffset? At, string Text);

/// <summary>A parcel.</summary>
/// <param name="Carrier">Who carries it; null when unknown.</param>
/// <param name="TrackingNumber">The carrier's number; null when there is none yet.</param>
/// <param name="TrackingUrl">Where it is followed (http or https only); null for nowhere.</param>
/// <param name="Status">Where it is, in the provider's word; null when it does not say.</param>
public sealed record CommerceShipment(string? Carrier, string? TrackingNumber, Uri? TrackingUrl, string? Status);

/// <summary>Money that is given back.</summary>
/// <param name="Status">How far it is, in the provider's word.</param>
/// <param name="Amount">How much; null when the provider does not say.</param>
/// <param name="Destination">Where it goes; null when the provider does not say.</param>
/// <param name="TransactionHash">The transfer; null before it was sent.</param>
public sealed record CommerceRefund(string Status, Money? Amount, string? Destination, string? TransactionHash);

/// <summary>A step by which a test order is moved.</summary>
public enum CommerceStep
{
    /// <summary>The payment arrived.</summary>
    PaymentConfirmed,

    /// <summary>The payment was settled.</summary>
    PaymentSettled,

    /// <summary>The retailer took the order.</summary>
    Placed,

    /// <summary>The parcel left.</summary>
    Shipped,

    /// <summary>The parcel arrived.</summary>
    Delivered,

    /// <summary>The goods could not be bought.</summary>
    Failed,

    /// <summary>The retailer cancelled it.</summary>
    Cancelled,

    /// <summary>The money was sent back.</summary>
    Refunded,
}
