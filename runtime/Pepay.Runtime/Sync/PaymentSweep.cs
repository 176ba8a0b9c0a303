using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>
/// Repairs what no event told: looks again at payments whose check is due. Runs by itself in a host; a program with a scheduler of its own calls
/// <see cref="RunAsync"/>. Thread safe, and safe across processes: of several that find a payment due, one looks.
/// </summary>
public sealed class PaymentSweep(
    IPaymentStore store, PaymentProviders providers, PaymentReconciler reconciler, TimeProvider time, ILogger<PaymentSweep> logger)
{
    private const int MostBroughtForward = 10_000;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WithoutProvider = TimeSpan.FromHours(1);

    /// <summary>Looks at the payments that are longest due. One that cannot be looked at is tried again after a minute and holds up no other.</summary>
    /// <param name="limit">The most payments; each costs up to two requests to its provider.</param>
    /// <param name="cancellationToken">Ends the sweep; what was due stays due.</param>
    /// <returns>How many were due; <paramref name="limit"/> when there may be more.</returns>
    public async Task<int> RunAsync(int limit, CancellationToken cancellationToken)
    {
        var due = await store.ListDueAsync(time.GetUtcNow(), limit, cancellationToken).ConfigureAwait(false);
        foreach (var payment in due)
            await LookAsync(payment, cancellationToken).ConfigureAwait(false);
        return due.Count;
    }

    /// <summary>
    /// Makes an account's open payments due now, because a channel of events may have missed something. What is due is in the store, so a restart
    /// forgets nothing, and the sweep keeps its pace.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> BringForwardAsync(string provider, string account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var count = 0;
        foreach (var payment in await store.ListDueAsync(now + SweepSchedule.LongestWhileOpen, MostBroughtForward, cancellationToken).ConfigureAwait(false))
        {
            // One that changes meanwhile is being looked at anyway.
            if (payment.NextCheckAt > now && payment.Provider == provider && payment.Account == account
                && await store.TryUpdateAsync(payment with { NextCheckAt = now }, [], null, cancellationToken).ConfigureAwait(false))
                count++;
        }

        Log.BroughtForward(logger, count, provider, account);
        return count;
    }

    private async Task LookAsync(Payment payment, CancellationToken cancellationToken)
    {
        var isConfigured = providers.Find(payment.Provider, payment.Account) is not null;

        // Taken out of the line first: other processes pass it by, and a crash or a failure leaves it for later instead of at the head.
        var taken = payment with { NextCheckAt = time.GetUtcNow() + (isConfigured ? AfterFailure : WithoutProvider) };
        if (!await store.TryUpdateAsync(taken, [], null, cancellationToken).ConfigureAwait(false) || !isConfigured)
            return;
        try
        {
            await reconciler.ReconcileAsync(payment.AttemptId, "sweep", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.SweepCouldNotLook(logger, exception is ApiException ? null : exception, payment.Provider, payment.PaymentId, exception.Message);
        }
    }
}
