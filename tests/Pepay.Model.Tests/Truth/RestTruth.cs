using Pepay.Runtime.Payments;

namespace Pepay.Model.Tests.Truth;

/// <summary>
/// What the providers' REST words mean for an order, and which moves no order may ever make. Written from the providers' documents; it knows
/// nothing of the runtime's merging.
/// </summary>
internal static class RestTruth
{
    private static readonly PaymentLabel[] BeforeMoney =
        [PaymentLabel.Pending, PaymentLabel.Underpaid, PaymentLabel.Expired, PaymentLabel.Failed, PaymentLabel.Cancelled];

    private static readonly PaymentLabel[] WithMoney =
    [
        PaymentLabel.Paid, PaymentLabel.Overpaid, PaymentLabel.PartiallyRefunded, PaymentLabel.Refunded,
        PaymentLabel.Disputed, PaymentLabel.DisputeWon, PaymentLabel.DisputeLost,
    ];

    private static readonly HashSet<(PaymentLabel From, PaymentLabel To)> Forbidden =
    [
        // An order that was paid is never unpaid again.
        .. WithMoney.SelectMany(static from => BeforeMoney.Select(to => (from, to))),
        // What was given back, lost or disputed is never simply paid again.
        .. WithMoney.Where(static from => from is not (PaymentLabel.Paid or PaymentLabel.Overpaid)).SelectMany(static from => new[] { (from, PaymentLabel.Paid), (from, PaymentLabel.Overpaid) }),
        // All given back, or lost, is the end.
        .. WithMoney.Where(static to => to != PaymentLabel.Refunded).Select(static to => (PaymentLabel.Refunded, to)),
        .. WithMoney.Where(static to => to != PaymentLabel.DisputeLost).Select(static to => (PaymentLabel.DisputeLost, to)),
        (PaymentLabel.Overpaid, PaymentLabel.Paid),
        (PaymentLabel.Underpaid, PaymentLabel.Pending),
    ];

    // Without money there is nothing to tell an old answer by, and a page that is shown as open again for a moment harms nobody.
    private static readonly HashSet<(PaymentLabel From, PaymentLabel To)> ForbiddenAmongFreshAnswers =
    [
        (PaymentLabel.Expired, PaymentLabel.Pending),
        (PaymentLabel.Cancelled, PaymentLabel.Pending),
        (PaymentLabel.Failed, PaymentLabel.Pending),
    ];

    public static bool IsForbidden(PaymentLabel from, PaymentLabel to, bool hasOldAnswers) =>
        Forbidden.Contains((from, to)) || (!hasOldAnswers && ForbiddenAmongFreshAnswers.Contains((from, to)));

    /// <summary>A Pepay invoice: <c>status</c>, <c>amount</c> and <c>amount_paid</c>.</summary>
    public static PaymentLabel OfInvoice(string status, decimal amount, decimal paid) => status switch
    {
        "paid" => paid > amount ? PaymentLabel.Overpaid : PaymentLabel.Paid,
        "expired" => PaymentLabel.Expired,
        "canceled" => PaymentLabel.Cancelled,
        "underpaid" => PaymentLabel.Underpaid,
        "unpaid" => PaymentLabel.Pending,
        _ => throw new ArgumentException($"'{status}' is no status of an invoice.", nameof(status)),
    };

    /// <summary>An xPay intent: <c>status</c>, and the sum of its refunds.</summary>
    public static PaymentLabel OfIntent(string status, decimal refunded) => status switch
    {
        "CREATED" => PaymentLabel.Pending,
        "FAILED" => PaymentLabel.Failed,
        "CANCELLED" => PaymentLabel.Cancelled,
        "SUCCESS" => PaymentLabel.Paid,
        "PARTIALLY_REFUNDED" => PaymentLabel.PartiallyRefunded,
        "REFUNDED" => PaymentLabel.Refunded,
        "DISPUTED" or "DISPUTE_UNDER_REVIEW" => PaymentLabel.Disputed,
        "DISPUTE_WON" => refunded > 0 ? PaymentLabel.PartiallyRefunded : PaymentLabel.DisputeWon,
        "DISPUTE_LOST" => PaymentLabel.DisputeLost,
        _ => throw new ArgumentException($"'{status}' is no status of an intent.", nameof(status)),
    };
}
