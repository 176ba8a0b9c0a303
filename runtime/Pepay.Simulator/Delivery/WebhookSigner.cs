using System.Security.Cryptography;
using System.Text;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Delivery;

/// <summary>The headers that prove where a webhook comes from, made from nothing but the documented rules.</summary>
internal sealed class WebhookSigner(SimulatorContext context) : IDisposable
{
    private readonly ECDsa xpayKey = OpenXPayKey(context);

    /// <summary>X.509 SubjectPublicKeyInfo in base64, as xPay publishes its key.</summary>
    public string XPayPublicKey => Convert.ToBase64String(xpayKey.ExportSubjectPublicKeyInfo());

    public IReadOnlyList<(string Name, string Value)> Sign(WebhookDelivery delivery, WebhookTarget target) =>
        delivery.Provider == "pepay" ? SignPepay(delivery, target) : SignXPay(delivery, target);

    public void Dispose() => xpayKey.Dispose();

    // Hex HMAC-SHA256 over "<timestamp in ms>.<raw body>"; the previous secret signs the same while a rotation is on.
    private List<(string Name, string Value)> SignPepay(WebhookDelivery delivery, WebhookTarget target)
    {
        var timestamp = context.Now.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var payload = Encoding.UTF8.GetBytes($"{timestamp}.{delivery.Body}");
        List<(string, string)> headers =
        [
            ("X-Pepay-Event", delivery.EventType),
            ("X-Pepay-Event-ID", delivery.EventId),
            ("X-Pepay-Timestamp", timestamp),
            ("X-Pepay-Signature", Hmac(target.Secret)),
            ("X-Pepay-Network-Environment", delivery.Environment),
        ];
        if (target.PreviousSecret is { } previous)
            headers.Add(("X-Pepay-Signature-Previous", Hmac(previous)));
        return headers;

        string Hmac(string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), payload));
    }

    // Base64 HMAC-SHA512 over the body alone, and xPay's own key over the same bytes.
    private List<(string Name, string Value)> SignXPay(WebhookDelivery delivery, WebhookTarget target)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Body);
        var hmac = HMACSHA512.HashData(Encoding.UTF8.GetBytes(target.Secret), body);
        var ecdsa = xpayKey.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return [("xpay-signature", Convert.ToBase64String(hmac)), ("xpay-private-signature", Convert.ToBase64String(ecdsa))];
    }

    private static ECDsa OpenXPayKey(SimulatorContext context)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        context.Store.Change(() =>
        {
            if (context.State.XPay.EcdsaKey is { } kept)
                key.ImportPkcs8PrivateKey(kept, out _);
            else
                context.State.XPay.EcdsaKey = key.ExportPkcs8PrivateKey();
        });
        return key;
    }
}
