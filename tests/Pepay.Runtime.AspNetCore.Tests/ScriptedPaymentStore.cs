using System.Data.Common;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>A payment store that has nothing and answers as the test says.</summary>
internal sealed class ScriptedPaymentStore : IPaymentStore
{
    public Func<Task<IReadOnlyList<Payment>>> Due { get; set; } = static () => Task.FromResult<IReadOnlyList<Payment>>([]);

    public Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Due();

    public Task InitializeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TryUpdateAsync(
        Payment payment, IReadOnlyList<PaymentHistoryEntry> entries, Func<DbTransaction?, CancellationToken, Task>? effect, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
