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

    /// <summary>Why no more money is expected, as the newest answer of the provider has it.</summary>
    public ClosingReason Closing { get; init; }

    /// <summary>What the state is called; rows of the table from top to bottom, first match.</summary>
    public PaymentLabel Label => this switch
    {
        { Received: > 0 } when Refunded >= Received => PaymentLabel.Refunded,
        { Dispute: DisputeState.Lost } => PaymentLabel.DisputeLost,
        { Dispute: DisputeState.Open } => PaymentLabel.Disputed,
        { Refunded: > 0 } => PaymentLabel.PartiallyRefunded,
        { Dispute: DisputeState.Won } => PaymentLabel.DisputeWon,
        _ when Received > Due => PaymentLabel.Overpaid,
        _ when Received == Due => PaymentLabel.Paid,
        { Closing: ClosingReason.Expired } => PaymentLabel.Expired,
        { Closing: ClosingReason.Cancelled } => PaymentLabel.Cancelled,
        { Closing: ClosingReason.Failed } => PaymentLabel.Failed,
        { Received: > 0 } => PaymentLabel.Underpaid,
        _ => PaymentLabel.Pending,
    };

    /// <summary>Whether the order's total was received at some time, whatever happened to it afterwards.</summary>
    public bool WasPaid => Received >= Due;

    /// <summary>The state after an answer of the provider. Never regresses: amounts only grow, and a decided dispute never becomes "none" again.</summary>
    public PaymentState Merge(PaymentSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return this with
        {
            Received = Math.Max(Received, snapshot.Received),
            Refunded = Math.Max(Refunded, snapshot.Refunded),
            Dispute = snapshot.Dispute == DisputeState.None && Dispute != DisputeState.Open ? Dispute : snapshot.Dispute,
            Closing = snapshot.Closing,
        };
    }
}
