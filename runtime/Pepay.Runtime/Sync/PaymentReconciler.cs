using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Sync;

/// <summary>
/// Brings a payment to the provider's truth. Every event, return, poll and sweep comes here as a hint; the state is read from the
/// provider's REST API, merged, and the winner of a change moves the order. Thread safe, and safe across processes.
/// </summary>
public sealed class PaymentReconciler(
    IPaymentStore store,
    PaymentProviders providers,
    IServiceScopeFactory scopes,
    PaymentChangeSignal signal,
    TimeProvider time,
    ILogger<PaymentReconciler> logger)
{
    private readonly KeyedLock locks = new();

    /// <summary>Reconciles one attempt and returns it as stored afterwards; null when there is no such attempt.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="source">What hinted, for the time line: <c>webhook</c>, <c>return</c>, <c>sweep</c>, <c>merchant</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">The provider could not be asked; nothing was changed.</exception>
    public async Task<Payment?> ReconcileAsync(string attemptId, string source, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(attemptId, cancellationToken).ConfigureAwait(false);
        using var scope = logger.BeginScope("payment attempt {AttemptId}", attemptId);
        while (true)
        {
            var payment = await store.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
            if (payment?.PaymentId is null || providers.Find(payment.Provider, payment.Account) is not { } provider)
                return payment;

            var snapshot = await provider.FindPaymentAsync(payment.PaymentId, cancellationToken).ConfigureAwait(false);
            var after = Apply(payment, provider.Account, snapshot, await ListOthersAsync(payment, cancellationToken).ConfigureAwait(false));
            var entries = PaymentHistory.Describe(payment, after, source, time.GetUtcNow());
            if (await TryStoreAsync(payment, after, entries, cancellationToken).ConfigureAwait(false))
                return after with { Version = payment.Version + 1 };
        }
    }

    /// <summary>
    /// Reconciles the payment with this provider id. Also finds an attempt whose creation was answered but whose answer got lost: the attempt
    /// id that travelled with the payment leads back to it. Null when the payment is not one of ours.
    /// </summary>
    /// <exception cref="ApiException">The provider could not be asked; nothing was changed.</exception>
    public async Task<Payment?> ReconcileByPaymentIdAsync(
        string provider, string account, string paymentId, string source, CancellationToken cancellationToken)
    {
        var payment = await store.FindByPaymentIdAsync(provider, account, paymentId, cancellationToken).ConfigureAwait(false)
            ?? await AdoptAsync(provider, account, paymentId, cancellationToken).ConfigureAwait(false);
        return payment is null ? null : await ReconcileAsync(payment.AttemptId, source, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Payment?> AdoptAsync(string provider, string account, string paymentId, CancellationToken cancellationToken)
    {
        if (providers.Find(provider, account) is not { } configured)
            return null;
        var snapshot = await configured.FindPaymentAsync(paymentId, cancellationToken).ConfigureAwait(false);
        if (snapshot?.AttemptId is not { } attemptId)
            return null;

        var payment = await store.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
        if (payment is null || payment.PaymentId is not null || payment.Provider != provider || payment.Account != account)
            return null;

        var adopted = payment with { PaymentId = paymentId, ExpiresAt = snapshot.ExpiresAt, UpdatedAt = time.GetUtcNow() };
        var entry = new PaymentHistoryEntry(adopted.UpdatedAt, "webhook", $"The provider's payment {paymentId} was found by its attempt id.");
        await store.TryUpdateAsync(adopted, [entry], null, cancellationToken).ConfigureAwait(false);
        return adopted;
    }

    private Payment Apply(Payment payment, ProviderAccount account, PaymentSnapshot? snapshot, IReadOnlyList<Payment> others)
    {
        var now = time.GetUtcNow();
        var finding = PaymentConfirmation.FindMismatch(payment, account, snapshot);
        var confirmed = snapshot is not null && finding is null ? payment.State.Merge(snapshot) : payment.State;
        var after = payment with
        {
            State = confirmed,
            Finding = finding ?? PaymentConfirmation.FindDouble(payment.OrderNumber, confirmed, others),
            ProviderStatus = snapshot?.ProviderStatus ?? payment.ProviderStatus,
            ExpiresAt = snapshot?.ExpiresAt ?? payment.ExpiresAt,
        };
        return after with
        {
            UpdatedAt = after == payment ? payment.UpdatedAt : now,
            NextCheckAt = SweepSchedule.Next(after, now),
        };
    }

    private async Task<bool> TryStoreAsync(
        Payment before, Payment after, IReadOnlyList<PaymentHistoryEntry> entries, CancellationToken cancellationToken)
    {
        if (before.State == after.State)
            return await store.TryUpdateAsync(after, entries, null, cancellationToken).ConfigureAwait(false);

        // The shop's effect runs before the commit: a crash in between undoes both, and the next hint repeats them.
        await using var scope = scopes.CreateAsyncScope();
        var handlers = scope.ServiceProvider.GetServices<IPaymentChangeHandler>();
        var won = await store.TryUpdateAsync(
            after,
            entries,
            async (transaction, token) =>
            {
                // Read while the change holds its place in the store, so that of two attempts that change together the second sees the first.
                var others = await ListOthersAsync(before, token).ConfigureAwait(false);
                var change = new PaymentChange(before, after with { Version = before.Version + 1 }) { Others = others };
                foreach (var handler in handlers)
                    await handler.ApplyAsync(change, transaction, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (won)
        {
            Log.PaymentMoved(logger, before.OrderNumber, before.Provider, before.PaymentId, before.State.Label, after.State.Label);
            signal.Changed(after.AttemptId);
        }

        return won;
    }

    private async Task<IReadOnlyList<Payment>> ListOthersAsync(Payment payment, CancellationToken cancellationToken)
    {
        var attempts = await store.ListByOrderAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false);
        return [.. attempts.Where(attempt => attempt.AttemptId != payment.AttemptId)];
    }
}
