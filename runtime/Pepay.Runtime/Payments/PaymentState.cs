namespace Pepay.Runtime.Payments;

/// <summary>
/// What is known of one payment's money: amounts that only grow, a dispute and a closing reason. The table in this project's README
/// decides each case; <see cref="Merge"/> and <see cref="Label"/> are that table in code. Amounts are in major units of the order's currency.
/// </summary>
public sealed record PaymentState
{
    /// <summary>The order's total that this payment is for.</summary>
    public required decimal Due { get; init; }

    /// <summary>The most that was ever seen as received.</summary>
    public decimal Received { get; init; }

    /// <summary>The most that was ever seen as given back.</summary>
    public decimal Refunded { get; init; }

    /// <summary>The dispute, as the newest answer of the provider has it.</summary>
    public DisputeState Dispute { get; init; }

    /// <summary>Why no more money is expected, as the newest answer of the provider has it; <see cref="ClosingReason.Superseded"/> is the shop's word.</summary>
    public ClosingReason Closing { get; init; }

    /// <summary>What the state is called; rows of the table from top to bottom, first match.</summary>
    public PaymentLabel Label => this switch
    {
        { Received: > 0 } when Refunded >= Received => PaymentLabel.Refunded,
        { Dispute: DisputeState.Lost } => PaymentLabel.DisputeLost,
        { Dispute: DisputeState.Open } => PaymentLabel.Disputed,
        { Refunded: > 0 } => PaymentLabel.PartiallyRefunded,
        { Dispute: DisputeState.Won } => PaymentLabel.DisputeWon,
        { Closing: ClosingReason.Superseded } => PaymentLabel.Superseded,
        _ when Received > Due => PaymentLabel.Overpaid,
        _ when Received == Due => PaymentLabel.Paid,
        { Closing: ClosingReason.Expired } => PaymentLabel.Expired,
        { Closing: ClosingReason.Cancelled } => PaymentLabel.Cancelled,
        { Closing: ClosingReason.Failed } => PaymentLabel.Failed,
        { Received: > 0 } => PaymentLabel.Underpaid,
        _ => PaymentLabel.Pending,
    };

    /// <summary>Whether the order's total was received at some time, whatever happened to it afterwards. The total of an order that was changed meanwhile is not its total any more.</summary>
    public bool WasPaid => Received >= Due && Closing != ClosingReason.Superseded;

    /// <summary>Whether some of the received money is still the merchant's, as far as the provider says.</summary>
    internal bool HasMoney => Received > Refunded && Dispute != DisputeState.Lost;

    /// <summary>
    /// The state after an answer of the provider. Never regresses: an answer with less received or refunded than is known is an old one and changes
    /// nothing; a decided dispute never becomes "none" again, and a lost one not "open".
    /// </summary>
    public PaymentState Merge(PaymentSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Received < Received || snapshot.Refunded < Refunded ? this : this with
        {
            Received = snapshot.Received,
            Refunded = snapshot.Refunded,
            Dispute = MergeDispute(snapshot),
            Closing = snapshot.Closing,
        };
    }

    private DisputeState MergeDispute(PaymentSnapshot snapshot) => (Dispute, snapshot.Dispute) switch
    {
        // A provider has one word for a payment: that of a later refund takes the place of a dispute that ended in between.
        (DisputeState.Open, DisputeState.None) => snapshot.Refunded > Refunded ? DisputeState.None : DisputeState.Open,
        (_, DisputeState.None) => Dispute,
        (DisputeState.Lost, DisputeState.Open) => DisputeState.Lost,
        (_, var newest) => newest,
    };
}
