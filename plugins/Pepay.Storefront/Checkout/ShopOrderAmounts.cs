using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Pepay.Storefront.Checkout;

/// <summary>Tells the runtime what an order asks for now, so that an old page never pays an order that was changed since.</summary>
internal sealed class ShopOrderAmounts(IShopOrders orders, PaymentProviders providers) : IOrderAmounts
{
    public async Task<Money?> FindAsync(Payment payment, CancellationToken cancellationToken) =>
        await orders.FindAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false) is { } order
        && providers.Find(payment.Provider, payment.Account) is IHostedCheckout provider
            ? PaymentMethod.AmountAt(provider, order.Total, order.Rates)
            : null;
}
