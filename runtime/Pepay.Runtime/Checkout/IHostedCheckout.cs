using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Checkout;

/// <summary>A provider whose own page takes the payment: the shop sends the payer there and gets them back.</summary>
public interface IHostedCheckout : IPaymentProvider
{
    /// <summary>The query parameter of the return address that carries the provider's payment id; null when it adds none.</summary>
    string? ReturnParameter { get; }

    /// <summary>The one currency that is taken here; null for any.</summary>
    string? OnlyCurrency => null;

    /// <summary>Why this amount cannot be paid here, in a sentence for the shopper; null when it can.</summary>
    string? WhyUnavailable(Money amount);

    /// <summary>
    /// Creates the payment at the provider under the attempt's idempotency key. Calling again for the same attempt gives the same payment,
    /// within the provider's memory of keys.
    /// </summary>
    /// <exception cref="Http.ApiException">The provider refused or could not be reached.</exception>
    Task<HostedPage> CreateAsync(Payment attempt, CheckoutRequest request, CancellationToken cancellationToken);
}
