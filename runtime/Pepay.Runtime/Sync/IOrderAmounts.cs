using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>
/// What the shop's orders ask for now. An attempt keeps the total that it was made for and its page stays payable, so that an order that was changed meanwhile
/// would be paid with the old total: where this is registered, such money is counted but does not pay the order. Resolved in a scope of its own.
/// </summary>
public interface IOrderAmounts
{
    /// <summary>What the payment's order asks of the payment's account now; null when the shop has no such order, or cannot ask for it there.</summary>
    /// <param name="payment">The payment whose money has arrived.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Money?> FindAsync(Payment payment, CancellationToken cancellationToken);
}
