using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>
/// When the sweep looks at a payment next. Soon while a payer is likely at the payment page, then ever more rarely; a payment that
/// nothing is expected of any more is watched for late money, refunds and disputes once a day until its horizon.
/// </summary>
internal static class SweepSchedule
{
    /// <summary>The longest wait of a payment that something is still expected of soon.</summary>
    public static readonly TimeSpan LongestWhileOpen = TimeSpan.FromHours(6);

    private static readonly TimeSpan Horizon = TimeSpan.FromDays(120);

    public static DateTimeOffset? Next(Payment payment, DateTimeOffset now)
    {
        var age = now - payment.CreatedAt;
        if (age > Horizon || payment.PaymentId is null)
            return null;
        if (!IsMoving(payment))
            return now + TimeSpan.FromDays(1);
        return now + (age.TotalMinutes switch
        {
            < 15 => TimeSpan.FromSeconds(30),
            < 120 => TimeSpan.FromMinutes(2),
            < 1440 => TimeSpan.FromMinutes(15),
            _ => LongestWhileOpen,
        });
    }

    private static bool IsMoving(Payment payment) =>
        payment.Finding is not null
        || payment.State.Label is PaymentLabel.Pending or PaymentLabel.Underpaid
        || payment.Settlement is not (SettlementState.None or SettlementState.Settled);
}
