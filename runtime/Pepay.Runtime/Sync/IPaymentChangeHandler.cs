using System.Data.Common;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>The shop's side of a payment change: moves the order. Resolved in a scope of its own for every change.</summary>
public interface IPaymentChangeHandler
{
    /// <summary>
    /// Applies the change to the shop's order. Runs only for the caller that won the transition, inside the transaction that stores it.
    /// What is written through <paramref name="transaction"/> is applied exactly once. Everything else happens at least once and carries
    /// <see cref="PaymentChange.EffectKey"/> as its idempotency key. An exception undoes the change; it is tried again.
    /// </summary>
    /// <param name="change">The payment before and after.</param>
    /// <param name="transaction">The transaction of the payment store's database; null when the store has none to share.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken);
}

/// <summary>A stored change of a payment's state.</summary>
/// <param name="Before">The payment before.</param>
/// <param name="After">The payment after.</param>
public sealed record PaymentChange(Payment Before, Payment After)
{
    /// <summary>The other attempts to pay the same order, as they are now. Money may be on several: derive the order from all of them.</summary>
    public IReadOnlyList<Payment> Others { get; init; } = [];

    /// <summary>Whether another attempt paid the order whole and nothing of that was given back: a refund of this one leaves the order paid.</summary>
    public bool IsPaidByAnother => Others.Any(static other => other.State is { WasPaid: true, Refunded: 0m });

    /// <summary>Stable over repetitions of this very change.</summary>
    public string EffectKey => $"{After.AttemptId}:{After.Version}";
}
