using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Tests.Webhooks;

/// <summary>Webhook descriptions shaped like the providers', and requests signed without any code of the runtime.</summary>
internal sealed class Signing
{
    public const string Body = """{"id":"evt_1","type":"invoice.updated"}""";

    public ManualTimeProvider Clock { get; } = new();

    public Dictionary<string, StringValues> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<WebhookSecret> Secrets { get; } = [];

    public static EventLayout Layout { get; } = new() { Id = ["/id"], Type = "/type" };

    public static WebhookScheme Timestamped { get; } = new()
    {
        Name = "hmac",
        Algorithm = WebhookAlgorithm.HmacSha256,
        Signature = new(WebhookEncoding.Hex, Header: "X-Pepay-Signature"),
        PreviousSignature = new(WebhookEncoding.Hex, Header: "X-Pepay-Signature-Previous"),
        SignedPayload = "{header:X-Pepay-Timestamp}.{body}",
        Timestamp = new("X-Pepay-Timestamp", EpochUnit.Milliseconds),
        Tolerance = TimeSpan.FromMinutes(5),
    };

    public static WebhookScheme Plain { get; } = new()
    {
        Name = "hmac",
        Algorithm = WebhookAlgorithm.HmacSha512,
        Signature = new(WebhookEncoding.Base64, Header: "xpay-signature"),
        SignedPayload = "{body}",
    };

    public static WebhookScheme Ecdsa { get; } = new()
    {
        Name = "ecdsa",
        Algorithm = WebhookAlgorithm.EcdsaP256Sha256,
        KeyEncoding = WebhookEncoding.Base64,
        Signature = new(WebhookEncoding.Base64, Header: "xpay-private-signature"),
        SignedPayload = "{body}",
        ProvesAccount = false,
    };

    public static WebhookSecret Secret(string value, string id = "now", string scheme = "hmac", DateTimeOffset? expires = null) =>
        new() { Id = id, Scheme = scheme, Value = value, ExpiresAt = expires };

    public static string Hmac256(string key, string signed) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)));

    public static string Hmac512(string key, string signed) => Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)));

    /// <summary>Signs <see cref="Body"/> as Pepay does.</summary>
    public Signing Signed(string key, TimeSpan age = default, string header = "X-Pepay-Signature")
    {
        var stamp = (Clock.GetUtcNow() - age).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Headers["X-Pepay-Timestamp"] = stamp;
        Headers[header] = Hmac256(key, $"{stamp}.{Body}");
        return this;
    }

    public Signing With(params WebhookSecret[] secrets)
    {
        Secrets.AddRange(secrets);
        return this;
    }

    public WebhookVerification Verify(string body = Body, params WebhookScheme[] schemes) => new WebhookVerifier(
        new WebhookDescriptor { Schemes = schemes.Length == 0 ? [Timestamped] : schemes, Event = Layout }, Clock).Verify(
            Encoding.UTF8.GetBytes(body), name => Headers.GetValueOrDefault(name), Secrets);
}
