using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Telemetry;

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
    private readonly KeyedLock orders = new();
    private readonly LookMemory looks = new();

    /// <summary>The looks at this attempt that taught nothing, since this process began; null for none.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    public PaymentLooks? FindLooks(string attemptId) => looks.Find(attemptId);

    /// <summary>Reconciles one attempt and returns it as stored afterwards; null when there is no such attempt.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="source">What hinted, for the time line: <c>webhook</c>, <c>return</c>, <c>sweep</c>, <c>wait</c>, <c>merchant</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">The provider could not be asked; nothing was changed.</exception>
    public async Task<Payment?> ReconcileAsync(string attemptId, string source, CancellationToken cancellationToken)
    {
        var payment = await store.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
        return payment is null ? null : await ReconcileAsync(payment, null, source, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reconciles the payment with this provider id. Also finds an attempt whose creation was answered but whose answer got lost: the attempt
    /// id that travelled with the payment leads back to it. Null when the payment is not one of ours.
    /// </summary>
    /// <exception cref="ApiException">The provider could not be asked; nothing was changed.</exception>
    public async Task<Payment?> ReconcileByPaymentIdAsync(
        string provider, string account, string paymentId, string source, CancellationToken cancellationToken)
    {
        if (await store.FindByPaymentIdAsync(provider, account, paymentId, cancellationToken).ConfigureAwait(false) is { } payment)
            return await ReconcileAsync(payment, null, source, cancellationToken).ConfigureAwait(false);
        if (providers.Find(provider, account) is not { } configured)
            return null;

        var snapshot = await configured.FindPaymentAsync(paymentId, cancellationToken).ConfigureAwait(false);
        if (snapshot?.AttemptId is not { } attemptId)
            return null;
        var attempt = await store.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
        return attempt?.PaymentId is null && attempt?.Provider == provider && attempt.Account == account
            ? await ReconcileAsync(attempt, snapshot, source, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <param name="payment">The attempt, as it was found.</param>
    /// <param name="adopted">What the provider has of an attempt that does not know its payment yet; null for one that does.</param>
    /// <param name="source">What hinted.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task<Payment?> ReconcileAsync(Payment payment, PaymentSnapshot? adopted, string source, CancellationToken cancellationToken)
    {
        if (providers.Find(payment.Provider, payment.Account) is not { } provider)
            return payment;
        using var activity = PepayTelemetry.StartReconcile(payment, source);
        using var held = await orders.AcquireAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false);
        using var scope = PaymentLogScope.Begin(logger, payment, adopted?.PaymentId);
        while (await store.FindAsync(payment.AttemptId, cancellationToken).ConfigureAwait(false) is { } before)
        {
            if ((before.PaymentId ?? adopted?.PaymentId) is not { } paymentId)
                return before;

            // Adopted once: whoever comes second finds the id stored, and asks for news.
            var snapshot = before.PaymentId is null && adopted is not null
                ? adopted
                : await provider.FindPaymentAsync(paymentId, cancellationToken).ConfigureAwait(false);
            var after = await ApplyAsync(before with { PaymentId = paymentId }, provider.Account, snapshot, cancellationToken).ConfigureAwait(false);
            var entries = PaymentHistory.Describe(before, after, source, time.GetUtcNow());
            if (entries.Count == 0)
                looks.Note(before.AttemptId, time.GetUtcNow());
            if (!IsWorthStoring(before, after))
                return before;
            if (await TryStoreAsync(before, after, entries, cancellationToken).ConfigureAwait(false) is { } stored)
                return stored;
        }

        return null;
    }

    private async Task<Payment> ApplyAsync(Payment payment, ProviderAccount account, PaymentSnapshot? snapshot, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mismatch = PaymentConfirmation.FindMismatch(payment, account, snapshot);
        var after = payment with
        {
            State = snapshot is null || mismatch is not null ? payment.State : payment.State.Merge(snapshot),
            Settlement = snapshot is null || mismatch is not null ? payment.Settlement : Merge(payment.Settlement, snapshot.Settlement),
            ProviderStatus = snapshot?.ProviderStatus ?? payment.ProviderStatus,
            ExpiresAt = snapshot?.ExpiresAt ?? payment.ExpiresAt,
        };
        var outdated = mismatch is null && !payment.State.WasPaid ? await FindOutdatedAsync(after, cancellationToken).ConfigureAwait(false) : null;
        if (outdated is not null)
            after = after with { State = after.State with { Closing = ClosingReason.Superseded } };
        var others = after.State.HasMoney ? await ListOthersAsync(payment, cancellationToken).ConfigureAwait(false) : [];
        after = after with { Finding = mismatch ?? PaymentConfirmation.FindTrouble(after, account, others, outdated) };
        return after with
        {
            UpdatedAt = after == payment ? payment.UpdatedAt : now,
            NextCheckAt = SweepSchedule.Next(after, now),
        };
    }

    // Asked only of money that would pay the order: what has paid one stays so, whatever is changed afterwards.
    private async Task<string?> FindOutdatedAsync(Payment payment, CancellationToken cancellationToken)
    {
        if (payment.State is not ({ WasPaid: true } or { Closing: ClosingReason.Superseded }))
            return null;
        await using var scope = scopes.CreateAsyncScope();
        return scope.ServiceProvider.GetService<IOrderAmounts>() is { } amounts
            ? PaymentConfirmation.FindOutdated(payment, await amounts.FindAsync(payment, cancellationToken).ConfigureAwait(false))
            : null;
    }

    // The newest answer has it; but what has been sent stays sent, and an answer without the word takes nothing back.
    private static SettlementState Merge(SettlementState known, SettlementState told) =>
        known == SettlementState.Settled || told == SettlementState.None ? known : told;

    /// <summary>False for a hint that taught nothing and moves the next look by less than a tenth of its wait.</summary>
    private bool IsWorthStoring(Payment before, Payment after)
    {
        if (after with { NextCheckAt = before.NextCheckAt } != before)
            return true;
        return before.NextCheckAt is { } planned && after.NextCheckAt is { } next
            ? (next - planned).Duration() > (next - time.GetUtcNow()) / 10
            : before.NextCheckAt != after.NextCheckAt;
    }

    /// <returns>The payment as stored; null when another change came first.</returns>
    private async Task<Payment?> TryStoreAsync(
        Payment before, Payment after, IReadOnlyList<PaymentHistoryEntry> entries, CancellationToken cancellationToken)
    {
        var stored = after with { Version = before.Version + 1 };
        if (before.State == after.State)
            return await store.TryUpdateAsync(after, entries, null, cancellationToken).ConfigureAwait(false) ? stored : null;

        // The shop's effect runs before the commit: a crash in between undoes both, and the next hint repeats them.
        IReadOnlyList<Payment> others = [];
        await using var scope = scopes.CreateAsyncScope();
        var handlers = scope.ServiceProvider.GetServices<IPaymentChangeHandler>().ToList();
        var won = await store.TryUpdateAsync(
            after,
            handlers.Count == 0 ? entries : [.. entries, PaymentHistory.OrderTold(after, time.GetUtcNow())],
            async (transaction, token) =>
            {
                // Read while the change holds its order's place in the store, so that of two attempts that change together the second sees the first.
                others = await ListOthersAsync(before, token).ConfigureAwait(false);
                var change = new PaymentChange(before, stored) { Others = others };
                foreach (var handler in handlers)
                    await handler.ApplyAsync(change, transaction, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (!won)
            return null;

        Log.PaymentMoved(logger, before.OrderNumber, before.Provider, stored.PaymentId, before.State.Label, stored.State.Label);
        signal.Changed(stored.AttemptId);
        return await NoteTwinAsync(stored, others, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that another attempt was paid in the same moment. A crash before it leaves the noting to the next look at either of the two.</summary>
    private async Task<Payment> NoteTwinAsync(Payment stored, IReadOnlyList<Payment> others, CancellationToken cancellationToken)
    {
        if (PaymentConfirmation.FindTwin(stored, others) is not { } twin || twin == stored.Finding)
            return stored;
        var noted = stored with { Finding = twin };
        var entry = new PaymentHistoryEntry(stored.UpdatedAt, "sync", twin);
        return await store.TryUpdateAsync(noted, [entry], null, cancellationToken).ConfigureAwait(false)
            ? noted with { Version = stored.Version + 1 }
            : stored;
    }

    private async Task<IReadOnlyList<Payment>> ListOthersAsync(Payment payment, CancellationToken cancellationToken)
    {
        var attempts = await store.ListByOrderAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false);
        return [.. attempts.Where(attempt => attempt.AttemptId != payment.AttemptId)];
    }
}
