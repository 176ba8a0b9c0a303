using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace XPay.Api;

/// <summary>The configuration of one xPay account.</summary>
public sealed class XPayOptions : ProviderOptions
{
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

    internal IEnumerable<string> Errors(string account) =>
        Validate("xPay", account, (nameof(PublicKey), PublicKey), (nameof(PrivateKey), PrivateKey));
}
