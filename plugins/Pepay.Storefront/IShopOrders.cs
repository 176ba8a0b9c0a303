using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Sync;

namespace Pepay.Storefront;

/// <summary>
/// The shop's orders, as the checkout sees them: the one interface that a shop implements. Resolved from a scope of its own for each
/// request and for each payment change.
/// </summary>
public interface IShopOrders : IPaymentChangeHandler
{
    /// <summary>
    /// The order with this number as it is now, or null. Also asked when money arrives: money of a payment that was opened for another total than the order's present
    /// one is shown to the merchant and does not count as paid, so <see cref="IPaymentChangeHandler.ApplyAsync"/> needs no check of amounts.
    /// </summary>
    Task<ShopOrder?> FindAsync(string orderNumber, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the browser behind <paramref name="context"/> may start a payment for this order: because the order is in its session, its
    /// customer is signed in, or the form carries an access key. Only that browser sees the payment's state afterwards. False is
    /// answered like an order that does not exist.
    /// </summary>
    Task<bool> MayPayAsync(ShopOrder order, HttpContext context, CancellationToken cancellationToken);
}
