using Nop.Web.Framework.Models;
using Nop.Web.Framework.Mvc.ModelBinding;
using Pepay.Runtime.Integration;

namespace Nop.Plugin.Payments.Pepay.Admin.Models;

/// <summary>What the configuration pages of both methods show. A secret is only ever entered: what is stored is never sent to the browser.</summary>
public abstract record HostedConfigurationModel : BaseNopModel
{
    /// <summary>The store that is being configured; 0 for all.</summary>
    public int ActiveStoreScopeConfiguration { get; set; }

    /// <summary>Whether the keys move real money.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.LiveMoney")]
    public bool LiveMoney { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool LiveMoney_OverrideForStore { get; set; }

    /// <summary>Another address of the API.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.ApiBaseUrl")]
    public string? ApiBaseUrl { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool ApiBaseUrl_OverrideForStore { get; set; }

    /// <summary>A new webhook secret; empty to leave it.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.WebhookSecret")]
    public string? WebhookSecret { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool WebhookSecret_OverrideForStore { get; set; }

    /// <summary>The fee.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.AdditionalFee")]
    public decimal AdditionalFee { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool AdditionalFee_OverrideForStore { get; set; }

    /// <summary>Whether the fee is a percentage.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.AdditionalFeePercentage")]
    public bool AdditionalFeePercentage { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool AdditionalFeePercentage_OverrideForStore { get; set; }

    /// <summary>Whether unpaid orders are cancelled.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.CancelUnpaidOrders")]
    public bool CancelUnpaidOrders { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool CancelUnpaidOrders_OverrideForStore { get; set; }

    /// <summary>Whether a webhook secret is stored.</summary>
    public bool HasWebhookSecret { get; set; }

    /// <summary>Whether the keys are stored.</summary>
    public bool HasKeys { get; set; }

    /// <summary>The address to give to the provider.</summary>
    public string WebhookUrl { get; set; } = "";

    /// <summary>Whether the address can be registered by the shop itself.</summary>
    public bool CanRegister { get; set; }

    /// <summary>What is in order and what is not.</summary>
    public IReadOnlyList<IntegrationCheck> Checklist { get; set; } = [];
}

/// <summary>The configuration page of the Pepay method.</summary>
public sealed record PepayConfigurationModel : HostedConfigurationModel
{
    /// <summary>A new merchant API key; empty to leave it.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.MerchantApiKey")]
    public string? MerchantApiKey { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool MerchantApiKey_OverrideForStore { get; set; }

    /// <summary>Whether the customer pays on a page of the shop.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.EmbeddedCheckout")]
    public bool EmbeddedCheckout { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool EmbeddedCheckout_OverrideForStore { get; set; }

    /// <summary>Whether the event stream is followed; for all stores.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.FollowStream")]
    public bool FollowStream { get; set; }

    /// <summary>Whether the ledger stays at uninstallation; for all stores.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.KeepLedger")]
    public bool KeepLedger { get; set; }
}

/// <summary>The configuration page of the xPay method.</summary>
public sealed record XPayConfigurationModel : HostedConfigurationModel
{
    /// <summary>A new public key; empty to leave it.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.PublicKey")]
    public string? PublicKey { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool PublicKey_OverrideForStore { get; set; }

    /// <summary>A new private key; empty to leave it.</summary>
    [NopResourceDisplayName($"{PepayDefaults.ResourcePrefix}.Fields.PrivateKey")]
    public string? PrivateKey { get; set; }

    /// <summary>Whether this store has its own value.</summary>
    public bool PrivateKey_OverrideForStore { get; set; }
}

/// <summary>The inbox page.</summary>
/// <param name="Events">Events, newest first, each with the error of its handler.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Dead">How many were given up.</param>
/// <param name="State">The state that is shown; empty for all.</param>
/// <param name="Before">The last event's number, for the next page; null on the last.</param>
public sealed record InboxModel(IReadOnlyList<InboxLine> Events, long Waiting, long Dead, string State, long? Before);

/// <summary>One event on the inbox page.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Type">The event's type.</param>
/// <param name="EventId">The provider's id.</param>
/// <param name="PaymentId">The payment it is about.</param>
/// <param name="State">How far it has come.</param>
/// <param name="ReceivedAt">When it arrived (UTC).</param>
/// <param name="Error">The last error.</param>
public sealed record InboxLine(long Id, string Provider, string Type, string EventId, string? PaymentId, string State, DateTimeOffset ReceivedAt, string? Error);

/// <summary>One payment on the order's page.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="PaymentId">The provider's id.</param>
/// <param name="State">What it is called.</param>
/// <param name="Amounts">What was received and given back.</param>
/// <param name="Finding">What needs a person; null when all is well.</param>
/// <param name="History">The time line, oldest first.</param>
/// <param name="CannotRefund">Whether there is money to give back that the shop's buttons cannot give back.</param>
public sealed record OrderPaymentModel(
    string Provider, string? PaymentId, string State, string Amounts, string? Finding, IReadOnlyList<string> History, bool CannotRefund = false);
