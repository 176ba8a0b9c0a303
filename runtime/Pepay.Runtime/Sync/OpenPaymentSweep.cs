using Microsoft.Extensions.Logging;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>
/// Makes the payments that something is still expected of due for the sweep at once, because a channel of events may have missed something. What is due
/// is in the store, so a restart forgets nothing, and the sweep keeps its pace.
/// </summary>
public sealed class OpenPaymentSweep(IPaymentStore store, TimeProvider time, ILogger<OpenPaymentSweep> logger)
{
    // The schedule looks at open payments at least every six hours, at settled ones once a day.
    private static readonly TimeSpan OpenWithin = TimeSpan.FromHours(6.1);
    private const int Most = 10_000;

    /// <summary>Brings the next check of an account's open payments forward to now.</summary>
    /// <returns>How many.</returns>
    public async Task<int> BringForwardAsync(string provider, string account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var count = 0;
        foreach (var payment in await store.ListDueAsync(now + OpenWithin, Most, cancellationToken).ConfigureAwait(false))
        {
            // One that changes meanwhile is being looked at anyway.
            if (payment.NextCheckAt > now && payment.Provider == provider && payment.Account == account
                && await store.TryUpdateAsync(payment with { NextCheckAt = now }, [], null, cancellationToken).ConfigureAwait(false))
                count++;
        }

        Log.BroughtForward(logger, count, provider, account);
        return count;
    }
}
