namespace Pepay.Runtime.Sync;

/// <summary>How fast the sweep goes.</summary>
public sealed class SweepOptions
{
    /// <summary>
    /// The most payments that this process looks at in a minute, over all accounts; default 28, at least 4. A look costs up to two requests, so the
    /// default stays below 60 requests a minute, the lower of the two limits that xPay's documentation gives for an account. Set your share of it
    /// where several processes use one account.
    /// </summary>
    public int PaymentsPerMinute { get; set; } = 28;

    internal void Check()
    {
        if (PaymentsPerMinute < 4)
            throw new ArgumentException("SweepOptions.PaymentsPerMinute must be at least 4.");
    }
}
