using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Payments;

/// <summary>
/// One account at one provider, as shops see it. What else it can do it shows by further interfaces, such as
/// <see cref="Checkout.IHostedCheckout"/>. Implementations are thread safe.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>The configured account.</summary>
    ProviderAccount Account { get; }

    /// <summary>Reads a payment from the provider; null when the provider does not have it.</summary>
    /// <exception cref="Http.ApiException">The provider could not be asked.</exception>
    Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken);
}
