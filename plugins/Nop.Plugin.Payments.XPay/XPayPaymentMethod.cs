using Microsoft.AspNetCore.Http;
using Nop.Core.Domain.Orders;
using Nop.Plugin.Payments.Pepay;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Services.Payments;
using Nop.Services.Plugins;

namespace Nop.Plugin.Payments.XPay;

/// <summary>
/// The xPay payment method. All it does is in the plugin that it depends on, but no type of this DLL may need that plugin's DLL to be loaded: no
/// base class, no generic argument, no asynchronous method that holds one of its types. The shop may load this DLL first.
/// </summary>
public sealed class XPayPaymentMethod(HostedPayment payment) : BasePlugin, IPaymentMethod
{
    private const string Provider = PepayDefaults.XPayProvider;

    /// <inheritdoc/>
    public bool SupportPartiallyRefund => true;

    /// <inheritdoc/>
    public bool SupportRefund => true;

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
    public override string GetConfigurationPageUrl() => payment.ConfigurationUrl("XPay");

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
    public Task<ProcessPaymentRequest> GetPaymentInfoAsync(IFormCollection form) => Task.FromResult(new ProcessPaymentRequest());

    /// <inheritdoc/>
    public Task<string> GetPaymentMethodDescriptionAsync() => payment.DescriptionAsync(Provider);

    /// <inheritdoc/>
    public Type GetPublicViewComponent() => typeof(XPayPaymentInfoViewComponent);

    /// <inheritdoc/>
    public override async Task InstallAsync()
    {
        await payment.InstallXPayAsync().ConfigureAwait(false);
        await base.InstallAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task UninstallAsync()
    {
        await payment.UninstallXPayAsync().ConfigureAwait(false);
        await base.UninstallAsync().ConfigureAwait(false);
    }
}
