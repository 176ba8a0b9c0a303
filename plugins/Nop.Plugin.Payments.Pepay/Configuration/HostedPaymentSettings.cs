using Nop.Core.Configuration;

namespace Nop.Plugin.Payments.Pepay.Configuration;

/// <summary>What both payment methods are configured with, per store. Secrets are kept encrypted.</summary>
public abstract class HostedPaymentSettings : ISettings
{
    /// <summary>How long the webhook secret before is accepted after a new one was entered.</summary>
    internal static readonly TimeSpan Rotation = TimeSpan.FromDays(7);

    /// <summary>Whether the keys move real money.</summary>
    public bool LiveMoney { get; set; }

    /// <summary>Another address of the provider's API, for tests; empty for the provider's own.</summary>
    public string ApiBaseUrl { get; set; } = "";

    /// <summary>The secret that webhooks are signed with, encrypted.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>The secret before, encrypted; empty when there is none.</summary>
    public string PreviousWebhookSecret { get; set; } = "";

    /// <summary>Until when the secret before is accepted (UTC ticks).</summary>
    public long PreviousWebhookSecretUntil { get; set; }

    /// <summary>A fee that the customer pays for this method, in the store's primary currency or in percent.</summary>
    public decimal AdditionalFee { get; set; }

    /// <summary>Whether the fee is a percentage.</summary>
    public bool AdditionalFeePercentage { get; set; }

    /// <summary>Whether an order is cancelled when its payment expired or was cancelled without money.</summary>
    public bool CancelUnpaidOrders { get; set; }

    /// <summary>The keys of the API, encrypted, in a fixed order; all empty when the method is not configured.</summary>
    internal abstract IReadOnlyList<string> Keys { get; }
}

/// <summary>The settings of the Pepay payment method.</summary>
public sealed class PepaySettings : HostedPaymentSettings
{
    /// <summary>The merchant API key, encrypted.</summary>
    public string MerchantApiKey { get; set; } = "";

    /// <summary>Whether the customer pays on a page of the shop instead of Pepay's.</summary>
    public bool EmbeddedCheckout { get; set; }

    /// <summary>Whether Pepay's event stream is followed besides the webhooks; for all stores.</summary>
    public bool FollowStream { get; set; }

    /// <summary>Whether payments and the ledger of effects stay in the database when the plugin is uninstalled.</summary>
    public bool KeepLedger { get; set; }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Keys => [MerchantApiKey];
}

/// <summary>The settings of the xPay payment method.</summary>
public sealed class XPaySettings : HostedPaymentSettings
{
    /// <summary>The public key, encrypted.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>The private key, encrypted.</summary>
    public string PrivateKey { get; set; } = "";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Keys => [PublicKey, PrivateKey];
}
