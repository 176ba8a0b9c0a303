using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>Words for the time line.</summary>
internal static class PaymentHistory
{
    public static IReadOnlyList<PaymentHistoryEntry> Describe(Payment before, Payment after, string source, DateTimeOffset now)
    {
        var entries = new List<PaymentHistoryEntry>(2);
        if (before.PaymentId is null)
            entries.Add(new PaymentHistoryEntry(now, source, $"The provider's payment {after.PaymentId} was found by its attempt id."));
        if (before.State != after.State)
            entries.Add(new PaymentHistoryEntry(now, source, DescribeChange(before, after)));
        if (before.Settlement != after.Settlement)
            entries.Add(new PaymentHistoryEntry(now, source, $"The settlement is {after.Settlement.ToString().ToLowerInvariant()}."));
        if (after.Finding is { } finding && finding != before.Finding)
            entries.Add(new PaymentHistoryEntry(now, source, finding));
        else if (after.Finding is null && before.Finding is not null)
            entries.Add(new PaymentHistoryEntry(now, source, "What did not fit before now fits."));
        return entries;
    }

    /// <summary>That the shop was told of the change; stored with the change, and not without it.</summary>
    public static PaymentHistoryEntry OrderTold(Payment payment, DateTimeOffset now) =>
        new(now, "order", $"The shop was told of this for order {payment.OrderNumber}.");

    private static string DescribeChange(Payment before, Payment after)
    {
        var state = after.State;
        var text = before.State.Label == state.Label ? $"Still {Name(state.Label)}" : $"From {Name(before.State.Label)} to {Name(state.Label)}";
        text += $": received {new Money(state.Received, after.Amount.Currency)} of {after.Amount}";
        if (state.Refunded > 0)
            text += $", refunded {new Money(state.Refunded, after.Amount.Currency)}";
        return text + $" (the provider says '{after.ProviderStatus}').";
    }

    private static string Name(PaymentLabel label) => label switch
    {
        PaymentLabel.PartiallyRefunded => "partially refunded",
        PaymentLabel.DisputeWon => "dispute won",
        PaymentLabel.DisputeLost => "dispute lost",
        _ => label.ToString().ToLowerInvariant(),
    };
}
