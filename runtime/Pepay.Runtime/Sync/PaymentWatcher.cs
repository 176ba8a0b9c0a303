using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>Waits for payments. Thread safe.</summary>
public sealed class PaymentWatcher(IPaymentStore store, PaymentReconciler reconciler, PaymentChangeSignal signal, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How often to look at what other processes have stored.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits until a payment is called one of <paramref name="labels"/>. Woken by changes that this process stores, looks every second for those of
    /// others, and asks the provider itself at once, after 5 s, and then up to every 30 s; a provider that cannot be asked is asked again.
    /// </summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="labels">What to wait for.</param>
    /// <param name="timeout">How long; zero asks once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The payment as stored at the end: after <paramref name="timeout"/> it is called something else. Null when there is no such attempt.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<Payment?> WaitForStatusAsync(
        string attemptId, IReadOnlyCollection<PaymentLabel> labels, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var end = time.GetUtcNow() + timeout;
        var ask = time.GetUtcNow();
        var pause = FirstPause;
        while (true)
        {
            // Listens before it looks, so that no change falls in between.
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task woken = signal.WaitAsync(attemptId, Look, round.Token);
            var payment = time.GetUtcNow() < ask ? await store.FindAsync(attemptId, cancellationToken).ConfigureAwait(false)
                : await AskAsync(attemptId, cancellationToken).ConfigureAwait(false);
            if (payment is null || labels.Contains(payment.State.Label) || time.GetUtcNow() >= end)
            {
                await round.CancelAsync().ConfigureAwait(false);
                await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return payment;
            }

            if (time.GetUtcNow() >= ask)
            {
                ask = time.GetUtcNow() + pause;
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            await woken.ConfigureAwait(false);
        }
    }

    private async Task<Payment?> AskAsync(string attemptId, CancellationToken cancellationToken)
    {
        try
        {
            return await reconciler.ReconcileAsync(attemptId, "wait", cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException)
        {
            return await store.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
        }
    }
}
