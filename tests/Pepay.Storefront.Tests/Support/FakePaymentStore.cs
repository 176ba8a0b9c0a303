using System.Collections.Concurrent;
using System.Data.Common;
using Pepay.Runtime.Payments;

namespace Pepay.Storefront.Tests.Support;

/// <summary>Payments in memory, with the rules of the interface.</summary>
internal sealed class FakePaymentStore : IPaymentStore
{
    private readonly Lock gate = new();
    private readonly List<Payment> payments = [];
    private readonly ConcurrentDictionary<string, List<PaymentHistoryEntry>> history = new();

    /// <summary>While true every change comes too late.</summary>
    public bool RefusesChanges { get; set; }

    /// <summary>While true attempts cannot be read.</summary>
    public bool Fails { get; set; }

    public IReadOnlyList<Payment> All
    {
        get
        {
            lock (gate)
                return [.. payments];
        }
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (payments.Any(p => p.IsCurrent && (p.OrderNumber, p.Provider, p.Account) == (payment.OrderNumber, payment.Provider, payment.Account)))
                return Task.FromResult(false);
            payments.Insert(0, payment);
            history[payment.AttemptId] = [entry];
            return Task.FromResult(true);
        }
    }

    public async Task<bool> TryUpdateAsync(
        Payment payment,
        IReadOnlyList<PaymentHistoryEntry> entries,
        Func<DbTransaction?, CancellationToken, Task>? effect,
        CancellationToken cancellationToken)
    {
        if (RefusesChanges)
            return false;
        if (effect is not null)
            await effect(null, cancellationToken);
        lock (gate)
        {
            var index = payments.FindIndex(p => p.AttemptId == payment.AttemptId);
            if (index < 0 || payments[index].Version != payment.Version)
                return false;
            payments[index] = payment with { Version = payment.Version + 1 };
            history[payment.AttemptId].AddRange(entries);
            return true;
        }
    }

    public Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken) =>
        Fails ? throw new IOException("The disk is gone.") : Task.FromResult(All.FirstOrDefault(p => p.AttemptId == attemptId));

    public Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken) =>
        Task.FromResult(All.FirstOrDefault(p => (p.Provider, p.Account, p.PaymentId) == (provider, account, paymentId)));

    public Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Payment>>([.. All.Where(p => p.OrderNumber == orderNumber)]);

    public Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken)
    {
        var newestFirst = All.OrderByDescending(static p => p.CreatedAt);
        var rest = before is null ? newestFirst : newestFirst.SkipWhile(p => p.AttemptId != before).Skip(1);
        return Task.FromResult<IReadOnlyList<Payment>>([.. rest.Take(limit)]);
    }

    public Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Payment>>([.. All.Where(p => p.NextCheckAt <= now).OrderBy(static p => p.NextCheckAt).Take(limit)]);

    public Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PaymentHistoryEntry>>(history.TryGetValue(attemptId, out var entries) ? [.. entries] : []);
}
