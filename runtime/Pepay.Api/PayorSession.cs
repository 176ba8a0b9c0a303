using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Api;

/// <summary>
/// The two credentials of an invoice's payer. They come with the invoice, and its payment address carries them too
/// (<c>pay?session=…&amp;signature=…</c>), so nothing besides the address has to be stored.
/// </summary>
internal sealed class PayorSession
{
    private readonly ApiCredentials credentials;

    private PayorSession(ApiCredentials credentials) => this.credentials = credentials;

    /// <summary>Null when the payment's address does not carry them.</summary>
    public static PayorSession? Of(Payment payment)
    {
        string? token = null, signature = null;
        foreach (var pair in payment.PaymentUrl?.Query.TrimStart('?').Split('&') ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                continue;
            var value = Uri.UnescapeDataString(pair[(equals + 1)..]);
            if (pair.AsSpan(0, equals) is "session")
                token = value;
            else if (pair.AsSpan(0, equals) is "signature")
                signature = value;
        }

        return IsUsable(token) && IsUsable(signature)
            ? new PayorSession(ApiCredentials.None.With("sessionToken", token!).With("sessionSignature", signature!))
            : null;
    }

    public IPaymentSessionsClient Client(ApiTransport transport) => new PaymentSessionsClient(transport.With(credentials));

    private static bool IsUsable(string? value) => !string.IsNullOrWhiteSpace(value) && !value.Any(char.IsControl);
}
