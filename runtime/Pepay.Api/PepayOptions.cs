using Microsoft.Extensions.Configuration;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Api;

/// <summary>The configuration of one Pepay account.</summary>
public sealed class PepayOptions : ProviderOptions
{
    /// <summary>Starts with the address of the specification.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public PepayOptions() => BaseUrl = PepayDescriptor.Instance.BaseUrl!;

    /// <summary>The merchant API key (scope merchant). Required; it stays on the server.</summary>
    public string? MerchantApiKey { get; set; }

    /// <summary>The commerce API key (scope commerce); null when the shop does not use Pepay Commerce.</summary>
    public string? CommerceApiKey { get; set; }

    /// <summary>Adds a webhook secret from Pepay's dashboard. Keep the previous one until its rotation is over.</summary>
    public void AddWebhookSecret(string value, string id = "current", DateTimeOffset? expiresAt = null) =>
        WebhookSecrets.Add(new WebhookSecret { Id = id, Scheme = "hmac", Value = value, ExpiresAt = expiresAt });

    /// <inheritdoc/>
    public override void Read(IConfiguration section)
    {
        base.Read(section);
        MerchantApiKey = section[nameof(MerchantApiKey)] ?? MerchantApiKey;
        CommerceApiKey = section[nameof(CommerceApiKey)] ?? CommerceApiKey;
        foreach (var (id, value) in ReadWebhookSecrets(section))
            AddWebhookSecret(value, id);
    }

    internal IEnumerable<string> Errors(string account) => Validate("Pepay", account, (nameof(MerchantApiKey), MerchantApiKey));
}
