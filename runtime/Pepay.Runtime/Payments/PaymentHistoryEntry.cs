namespace Pepay.Runtime.Payments;

/// <summary>One line of a payment's time line.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Source">What told: <c>checkout</c>, <c>webhook</c>, <c>return</c>, <c>sweep</c>, <c>wait</c>, <c>merchant</c>; <c>order</c> for what the shop did with it.</param>
/// <param name="Text">What happened, in a sentence for people; never a secret.</param>
public sealed record PaymentHistoryEntry(DateTimeOffset At, string Source, string Text);
