using Microsoft.AspNetCore.Http;
using Nop.Core.Domain.Cms;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.ScheduleTasks;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Cms;
using Nop.Services.Configuration;
using Nop.Services.Payments;
using Nop.Services.Plugins;
using Nop.Services.ScheduleTasks;
using Nop.Web.Framework.Infrastructure;

namespace Nop.Plugin.Payments.Pepay;

/// <summary>The Pepay payment method, and what both methods share: settings, texts, schedule task, order widget.</summary>
public sealed class PepayPaymentMethod(
    HostedPayment payment,
    ISettingService settings,
    IScheduleTaskService tasks,
    TextResources texts,
    LedgerRetention retention,
    PaymentEngines engines,
    ActiveNames names) : BasePlugin, IPaymentMethod, IWidgetPlugin
{
    private const string Provider = PepayDefaults.PepayProvider;
    private const int SweepSeconds = 60;

    /// <summary>False: Pepay documents no interface for refunds by a merchant. The shop then offers "refund offline" alone.</summary>
    public bool SupportPartiallyRefund => false;

    /// <inheritdoc cref="SupportPartiallyRefund"/>
    public bool SupportRefund => false;

    /// <inheritdoc/>
    public bool HideInWidgetList => true;

    /// <inheritdoc/>
    public bool SupportCapture => false;

    /// <inheritdoc/>
    public bool SupportVoid => false;

    /// <inheritdoc/>
    public RecurringPaymentType RecurringPaymentType => RecurringPaymentType.NotSupported;

    /// <inheritdoc/>
    public PaymentMethodType PaymentMethodType => PaymentMethodType.Redirection;

    /// <inheritdoc/>
    public bool SkipPaymentInfo => false;

    /// <inheritdoc/>
    public override string GetConfigurationPageUrl() => payment.ConfigurationUrl("Pepay");

    /// <inheritdoc/>
    public Task<ProcessPaymentResult> ProcessPaymentAsync(ProcessPaymentRequest processPaymentRequest) => payment.ProcessAsync(Provider, processPaymentRequest);

    /// <inheritdoc/>
    public Task PostProcessPaymentAsync(PostProcessPaymentRequest postProcessPaymentRequest) => payment.RedirectAsync(Provider, postProcessPaymentRequest);

    /// <inheritdoc/>
    public Task<bool> HidePaymentMethodAsync(IList<ShoppingCartItem> cart) => payment.IsHiddenAsync(Provider);

    /// <inheritdoc/>
    public Task<decimal> GetAdditionalHandlingFeeAsync(IList<ShoppingCartItem> cart) => payment.FeeAsync(Provider, cart);

    /// <inheritdoc/>
    public Task<CapturePaymentResult> CaptureAsync(CapturePaymentRequest capturePaymentRequest) => payment.CaptureAsync(capturePaymentRequest);

    /// <inheritdoc/>
    public Task<RefundPaymentResult> RefundAsync(RefundPaymentRequest refundPaymentRequest) => payment.RefundAsync(refundPaymentRequest);

    /// <inheritdoc/>
    public Task<VoidPaymentResult> VoidAsync(VoidPaymentRequest voidPaymentRequest) => payment.VoidAsync(voidPaymentRequest);

    /// <inheritdoc/>
    public Task<ProcessPaymentResult> ProcessRecurringPaymentAsync(ProcessPaymentRequest processPaymentRequest) => payment.ProcessRecurringAsync();

    /// <inheritdoc/>
    public Task<CancelRecurringPaymentResult> CancelRecurringPaymentAsync(CancelRecurringPaymentRequest cancelPaymentRequest) => payment.CancelRecurringAsync();

    /// <inheritdoc/>
    public Task<bool> CanRePostProcessPaymentAsync(Order order) => HostedPayment.CanRetryAsync(order);

    /// <inheritdoc/>
    public Task<IList<string>> ValidatePaymentFormAsync(IFormCollection form) => Task.FromResult<IList<string>>([]);

    /// <inheritdoc/>
    public Task<ProcessPaymentRequest> GetPaymentInfoAsync(IFormCollection form) => payment.ReadChoiceAsync(form);

    /// <inheritdoc/>
    public Task<string> GetPaymentMethodDescriptionAsync() => payment.DescriptionAsync(Provider);

    /// <inheritdoc/>
    public Type GetPublicViewComponent() => typeof(PepayPaymentInfoViewComponent);

    /// <inheritdoc/>
    public Task<IList<string>> GetWidgetZonesAsync() => Task.FromResult<IList<string>>([AdminWidgetZones.OrderDetailsBlock]);

    /// <inheritdoc/>
    public Type GetWidgetViewComponent(string widgetZone) => typeof(OrderPaymentsViewComponent);

    /// <inheritdoc/>
    public override async Task InstallAsync()
    {
        await settings.SaveSettingAsync(new PepaySettings()).ConfigureAwait(false);
        await texts.InstallAsync().ConfigureAwait(false);
        await names.AddAsync<WidgetSettings>(static one => one.ActiveWidgetSystemNames, PepayDefaults.PepaySystemName).ConfigureAwait(false);
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
        retention.Remember((await settings.LoadSettingAsync<PepaySettings>().ConfigureAwait(false)).KeepLedger);
        if (await tasks.GetTaskByTypeAsync(PepayDefaults.SweepTaskType).ConfigureAwait(false) is { } task)
            await tasks.DeleteTaskAsync(task).ConfigureAwait(false);
        await names.RemoveAsync<WidgetSettings>(static one => one.ActiveWidgetSystemNames, PepayDefaults.PepaySystemName).ConfigureAwait(false);
        await payment.DeactivateAsync(PepayDefaults.PepaySystemName).ConfigureAwait(false);
        await settings.DeleteSettingAsync<PepaySettings>().ConfigureAwait(false);
        await texts.RemoveAsync().ConfigureAwait(false);
        await base.UninstallAsync().ConfigureAwait(false);
    }
}
