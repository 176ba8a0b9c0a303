using Nop.Core;
using Nop.Core.Domain.Cms;
using Nop.Core.Domain.ScheduleTasks;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Services.Cms;
using Nop.Services.Configuration;
using Nop.Services.Localization;
using Nop.Services.Orders;
using Nop.Services.ScheduleTasks;
using Nop.Web.Framework.Infrastructure;

namespace Nop.Plugin.Payments.Pepay;

/// <summary>The Pepay payment method, and what both methods share: settings, texts, schedule task, order widget.</summary>
public sealed class PepayPaymentMethod(
    HostedCheckout checkout,
    OrderRefunds refunds,
    AccountCatalog catalog,
    IStoreContext stores,
    IWebHelper web,
    ILocalizationService localization,
    IOrderTotalCalculationService totals,
    ISettingService settings,
    IScheduleTaskService tasks,
    TextResources texts,
    LedgerRetention retention,
    PaymentEngines engines,
    WidgetSettings widgets) : HostedPaymentMethod(checkout, refunds, catalog, stores, web, localization, totals), IWidgetPlugin
{
    private const int SweepSeconds = 60;

    private readonly ISettingService settingService = settings;

    /// <inheritdoc/>
    protected override string Provider => PepayDefaults.PepayProvider;

    /// <inheritdoc/>
    protected override string ConfigurationController => "Pepay";

    /// <summary>False: Pepay documents no interface for refunds by a merchant. The shop then offers "refund offline" alone.</summary>
    public override bool SupportPartiallyRefund => false;

    /// <inheritdoc cref="SupportPartiallyRefund"/>
    public override bool SupportRefund => false;

    /// <inheritdoc/>
    public bool HideInWidgetList => true;

    /// <inheritdoc/>
    public override Type GetPublicViewComponent() => typeof(PepayPaymentInfoViewComponent);

    /// <inheritdoc/>
    public Task<IList<string>> GetWidgetZonesAsync() => Task.FromResult<IList<string>>([AdminWidgetZones.OrderDetailsBlock]);

    /// <inheritdoc/>
    public Type GetWidgetViewComponent(string widgetZone) => typeof(OrderPaymentsViewComponent);

    /// <inheritdoc/>
    public override async Task InstallAsync()
    {
        await settingService.SaveSettingAsync(new PepaySettings()).ConfigureAwait(false);
        await texts.InstallAsync().ConfigureAwait(false);
        if (!widgets.ActiveWidgetSystemNames.Contains(PepayDefaults.PepaySystemName))
        {
            widgets.ActiveWidgetSystemNames.Add(PepayDefaults.PepaySystemName);
            await settingService.SaveSettingAsync(widgets).ConfigureAwait(false);
        }

        if (await tasks.GetTaskByTypeAsync(PepayDefaults.SweepTaskType).ConfigureAwait(false) is null)
        {
            await tasks.InsertTaskAsync(new ScheduleTask
            {
                Name = "Pepay: look at open payments",
                Type = PepayDefaults.SweepTaskType,
                Seconds = SweepSeconds,
                Enabled = true,
                LastEnabledUtc = DateTime.UtcNow,
            }).ConfigureAwait(false);
        }

        await base.InstallAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task UpdateAsync(string currentVersion, string targetVersion)
    {
        await texts.InstallAsync().ConfigureAwait(false);
        await base.UpdateAsync(currentVersion, targetVersion).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task UninstallAsync()
    {
        await engines.StopAsync().ConfigureAwait(false);
        retention.Remember((await settingService.LoadSettingAsync<PepaySettings>().ConfigureAwait(false)).KeepLedger);
        if (await tasks.GetTaskByTypeAsync(PepayDefaults.SweepTaskType).ConfigureAwait(false) is { } task)
            await tasks.DeleteTaskAsync(task).ConfigureAwait(false);
        if (widgets.ActiveWidgetSystemNames.Remove(PepayDefaults.PepaySystemName))
            await settingService.SaveSettingAsync(widgets).ConfigureAwait(false);
        await settingService.DeleteSettingAsync<PepaySettings>().ConfigureAwait(false);
        await texts.RemoveAsync().ConfigureAwait(false);
        await base.UninstallAsync().ConfigureAwait(false);
    }
}
