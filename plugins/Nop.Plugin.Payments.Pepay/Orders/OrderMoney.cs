using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>What all attempts to pay an order together mean for the order. Amounts are in major units of the order's currency.</summary>
/// <param name="Received">Everything that was received.</param>
/// <param name="Refunded">Everything that was given back.</param>
/// <param name="IsPaid">Whether one attempt at least received its whole amount, and that amount covers the order's total.</param>
internal sealed record OrderMoney(decimal Received, decimal Refunded, bool IsPaid)
{
    public static OrderMoney Of(IReadOnlyList<Payment> attempts, decimal orderTotal) => new(
        attempts.Sum(static attempt => attempt.State.Received),
        attempts.Sum(static attempt => attempt.State.Refunded),
        attempts.Any(attempt => attempt.State.WasPaid && attempt.Amount.Amount >= orderTotal));

    /// <summary>What of the order's total was given back. Money beyond the total (paid twice, or too much) is given back first.</summary>
    public decimal RefundedOf(decimal orderTotal) =>
        Math.Clamp(Refunded - Math.Max(0, Received - orderTotal), 0, orderTotal);
}
