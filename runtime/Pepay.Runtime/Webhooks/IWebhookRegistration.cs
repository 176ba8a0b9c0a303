using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Webhooks;

/// <summary>A provider at which a shop can register its webhook address by itself.</summary>
public interface IWebhookRegistration : IPaymentProvider
{
    /// <summary>
    /// Registers the address for all events, or renews the registration that is there for it.
    /// </summary>
    /// <param name="endpoint">Where the provider sends its webhooks.</param>
    /// <param name="secret">What they are signed with.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider's id of the registration.</returns>
    /// <exception cref="Http.ApiException">Refused, or no answer.</exception>
    Task<string> RegisterWebhookAsync(Uri endpoint, string secret, CancellationToken cancellationToken);
}
