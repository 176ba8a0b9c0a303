using System.Data.Common;
using Pepay.Runtime.Payments;

namespace Pepay.Model.Tests.Schedules;

/// <summary>A payment store in memory that keeps the interface's promises; it passes the contract suite.</summary>
internal sealed class MemoryPaymentStore : IPaymentStore
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<string, Payment> payments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PaymentHistoryEntry>> history = new(StringComparer.Ordinal);

    /// <summary>Called with the payment before and after each commit.</summary>
    public Action<Payment, Payment> Committed { get; set; } = static (_, _) => { };

    /// <summary>Whether an effect is running, whose writes commit with the payment.</summary>
    public bool IsInTransaction { get; private set; }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (payment.IsCurrent && All().Any(other => other.IsCurrent && (other.OrderNumber, other.Provider, other.Account) == (payment.OrderNumber, payment.Provider, payment.Account)))
                return false;
            Put(payment);
            history[payment.AttemptId] = [entry];
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task<bool> TryUpdateAsync(
        Payment payment, IReadOnlyList<PaymentHistoryEntry> entries, Func<DbTransaction?, CancellationToken, Task>? effect, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var before = payments[payment.AttemptId];
            if (before.Version != payment.Version)
                return false;
            IsInTransaction = true;
            if (effect is not null)
                await effect(null, cancellationToken);
            var after = payment with { Version = payment.Version + 1 };
            Put(after);
            history[payment.AttemptId].AddRange(entries);
            Committed(before, after);
            return true;
        }
        finally
        {
            IsInTransaction = false;
            turn.Release();
        }
    }

    public Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken)
    {
        lock (payments)
            return Task.FromResult(payments.GetValueOrDefault(attemptId));
    }

    public Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken) =>
        Task.FromResult(All().FirstOrDefault(payment => (payment.Provider, payment.Account, payment.PaymentId) == (provider, account, paymentId)));

    public Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) =>
        Found(All().Where(payment => payment.OrderNumber == orderNumber).OrderByDescending(static payment => payment.CreatedAt));

    public Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken)
    {
        var newestFirst = All().OrderByDescending(static payment => payment.CreatedAt).ThenByDescending(static payment => payment.AttemptId, StringComparer.Ordinal);
        return Found((before is null ? newestFirst : newestFirst.SkipWhile(payment => payment.AttemptId != before).Skip(1)).Take(limit));
    }

    public Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Found(All().Where(payment => payment.NextCheckAt <= now).OrderBy(static payment => payment.NextCheckAt).Take(limit));

    public Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PaymentHistoryEntry>>([.. history[attemptId]]);

    private static Task<IReadOnlyList<Payment>> Found(IEnumerable<Payment> found) => Task.FromResult<IReadOnlyList<Payment>>([.. found]);

    private Payment[] All()
    {
        lock (payments)
            return [.. payments.Values];
    }

    private void Put(Payment payment)
    {
        lock (payments)
            payments[payment.AttemptId] = payment;
    }
}
