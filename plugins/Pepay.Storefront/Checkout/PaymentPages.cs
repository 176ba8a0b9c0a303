using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Pages;

namespace Pepay.Storefront.Checkout;

/// <summary>The page that a payer comes back to. The address proves nothing: what it shows is what the provider confirmed.</summary>
internal sealed class PaymentPages(
    IPaymentStore payments, IShopOrders orders, PaymentProviders providers, PaymentOwnership ownership, PaymentHints hints,
    IOptions<StorefrontOptions> options)
{
    public async Task<IResult> ShowAsync(HttpContext context, string attemptId, bool gaveUp, CancellationToken cancellationToken)
    {
        // An unknown payment and another browser's payment are one and the same to whoever asks.
        if (!ownership.Owns(context, attemptId))
            return PageResults.PaymentNotFound();
        var payment = await hints.GiveAsync(attemptId, PaymentView.ReturnSource, cancellationToken).ConfigureAwait(false)
            ?? await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
        if (payment is null)
            return PageResults.PaymentNotFound();

        var order = await orders.FindAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false);
        var attempts = await payments.ListByOrderAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<PaymentPage>(new()
        {
            [nameof(PaymentPage.Payment)] = payment,
            [nameof(PaymentPage.ProviderName)] = PaymentMethod.DisplayName(providers, payment),
            [nameof(PaymentPage.OrderPath)] = order?.PagePath,
            [nameof(PaymentPage.PaidOtherwise)] = attempts.Any(other => other.AttemptId != attemptId && other.State.WasPaid),
            [nameof(PaymentPage.CanPayHere)] = options.Value.EmbeddedCheckout
                && providers.Find(payment.Provider, payment.Account) is IEmbeddedCheckout embedded && embedded.CanEmbed(payment),
            [nameof(PaymentPage.GaveUp)] = gaveUp,
        });
    }
}
