using Pepay.Runtime.Http;

namespace Pepay.Runtime.Checkout;

/// <summary>A payment page that the provider made.</summary>
/// <param name="PaymentId">The provider's id of the payment.</param>
/// <param name="Url">Where to send the payer; used as it is, never built by us.</param>
/// <param name="ExpiresAt">When the page stops accepting money (UTC); null when the provider names no time.</param>
public sealed record HostedPage(string PaymentId, Uri Url, DateTimeOffset? ExpiresAt)
{
    /// <summary>Makes a page from a provider's answer.</summary>
    /// <exception cref="ApiException">The address is missing, or is not one that a browser may be sent to.</exception>
    public static HostedPage FromAnswer(ApiOperation operation, string paymentId, string? url, DateTimeOffset? expiresAt)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new ApiException(
                operation,
                $"Operation {operation.Id} made payment {paymentId}, but its answer has no web address to send the payer to. Ask the provider; nobody was charged.");
        }

        return new HostedPage(paymentId, address, expiresAt);
    }
}
