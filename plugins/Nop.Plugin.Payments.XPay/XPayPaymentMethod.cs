using Nop.Core;
using Nop.Plugin.Payments.Pepay;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Services.Configuration;
using Nop.Services.Localization;
using Nop.Services.Orders;

namespace Nop.Plugin.Payments.XPay;

/// <summary>The xPay payment method. All it does is in the plugin that it depends on.</summary>
public sealed class XPayPaymentMethod(
    HostedCheckout checkout,
    OrderRefunds refunds,
    AccountCatalog catalog,
    IStoreContext stores,
    IWebHelper web,
    ILocalizationService localization,
    IOrderTotalCalculationService totals,
    ISettingService settings,
    PaymentEngines engines) : HostedPaymentMethod(checkout, refunds, catalog, stores, web, localization, totals)
{
    /// <inheritdoc/>
    protected override string Provider => PepayDefaults.XPayProvider;

    /// <inheritdoc/>
    protected override string ConfigurationController => "XPay";

    /// <inheritdoc/>
    public override bool SupportPartiallyRefund => true;

    /// <inheritdoc/>
    public override bool SupportRefund => true;

    /// <inheritdoc/>
    public override Type GetPublicViewComponent() => typeof(XPayPaymentInfoViewComponent);

    /// <inheritdoc/>
    public override async Task InstallAsync()
    {
        await settings.SaveSettingAsync(new XPaySettings()).ConfigureAwait(false);
        await base.InstallAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task UninstallAsync()
    {
        await settings.DeleteSettingAsync<XPaySettings>().ConfigureAwait(false);
        await engines.ReloadAsync(default).ConfigureAwait(false);
        await base.UninstallAsync().ConfigureAwait(false);
    }
}
