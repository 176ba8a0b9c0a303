using System.Data.Common;

namespace Pepay.Runtime.Payments;

/// <summary>
/// Keeps payments and their time lines. Every store passes one contract test suite. Safe to call from several threads and processes.
/// </summary>
public interface IPaymentStore
{
    /// <summary>Creates or upgrades the tables. Safe when several processes start together.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new attempt. False when the order already has a current attempt at that provider and account: of two parallel calls
    /// exactly one returns true.
    /// </summary>
    Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a change over the version it was made from and raises the version. False, with nothing changed, when another change came first.
    /// <paramref name="effect"/> runs inside the transaction, after the change and before the commit: when it throws, nothing is stored.
    /// Of the attempts of one order, changes with an effect are made one after the other, also by several processes: what an effect reads with
    /// <see cref="ListByOrderAsync"/> has every such change that came before its own, and none is made while it runs.
    /// </summary>
    Task<bool> TryUpdateAsync(
        Payment payment,
        IReadOnlyList<PaymentHistoryEntry> entries,
        Func<DbTransaction?, CancellationToken, Task>? effect,
        CancellationToken cancellationToken);

    /// <summary>The attempt, or null.</summary>
    Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken);

    /// <summary>The attempt whose provider payment id this is, or null.</summary>
    Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken);

    /// <summary>All attempts of an order, newest first.</summary>
    Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken);

    /// <summary>Attempts, newest first; <paramref name="before"/> is the attempt id after which to go on.</summary>
    Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken);

    /// <summary>Attempts whose next check is due, longest due first.</summary>
    Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The time line of an attempt, oldest first.</summary>
    Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken);
}
