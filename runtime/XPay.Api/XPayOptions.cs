using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace XPay.Api;

/// <summary>The configuration of one xPay account.</summary>
public sealed class XPayOptions : ProviderOptions
{
    private const string SharedKey = "ecdsa";

    /// <summary>Starts with the address of the specification.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public XPayOptions() => BaseUrl = XPayDescriptor.Instance.BaseUrl!;

    /// <summary>The public key. Required.</summary>
    public string? PublicKey { get; set; }

    /// <summary>The private key. Required; it stays on the server. The key pair decides between test and live money.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>Adds a signing key that was given to xPay when the webhook was registered.</summary>
    public void AddWebhookSecret(string value, string id = "current", DateTimeOffset? expiresAt = null) =>
        WebhookSecrets.Add(new WebhookSecret { Id = id, Scheme = "hmac", Value = value, ExpiresAt = expiresAt });

    /// <summary>
    /// Adds the key with which xPay signs for all merchants, as its documentation publishes it: base64 of an X.509 SubjectPublicKeyInfo, P-256. It proves that xPay
    /// sent an event, not that the event is this account's: an intent is looked up with this account's key pair first, and an event without one comes with
    /// <see cref="Pepay.Runtime.Dispatch.EventContext.NeedsProof"/>. A webhook that carries both signatures is
    /// accepted when either key fits, so leave this out where every webhook is registered with a signing key.
    /// </summary>
    public void AddWebhookPublicKey(string value, string id = "xpay", DateTimeOffset? expiresAt = null) =>
        WebhookSecrets.Add(new WebhookSecret { Id = id, Scheme = SharedKey, Value = value, ExpiresAt = expiresAt });

    /// <inheritdoc/>
    public override void Read(IConfiguration section)
    {
        base.Read(section);
        PublicKey = section[nameof(PublicKey)] ?? PublicKey;
        PrivateKey = section[nameof(PrivateKey)] ?? PrivateKey;
        foreach (var (id, value) in ReadWebhookSecrets(section))
            AddWebhookSecret(value, id);
    }

    internal IEnumerable<string> Errors(string account) =>
        Validate("xPay", account, (nameof(PublicKey), PublicKey), (nameof(PrivateKey), PrivateKey)).Concat(
            WebhookSecrets.Where(static secret => secret.Scheme == SharedKey && !string.IsNullOrWhiteSpace(secret.Value) && !IsP256(secret.Value)).Select(secret =>
                $"xPay account '{account}': webhook public key '{secret.Id}' is not the base64 of a P-256 public key (X.509 SubjectPublicKeyInfo). Copy it from xPay's documentation."));

    private static bool IsP256(string value)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(value), out _);
            return key.KeySize == 256;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
