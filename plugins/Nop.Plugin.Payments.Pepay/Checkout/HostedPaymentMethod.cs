using Microsoft.AspNetCore.Http;
using Nop.Core;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Services.Localization;
using Nop.Services.Orders;
using Nop.Services.Payments;
using Nop.Services.Plugins;

namespace Nop.Plugin.Payments.Pepay.Checkout;

/// <summary>A payment method whose payment happens on the provider's own page. Each plugin has one class derived from it.</summary>
public abstract class HostedPaymentMethod(
    HostedCheckout checkout,
    OrderRefunds refunds,
    AccountCatalog catalog,
    IStoreContext stores,
    IWebHelper web,
    ILocalizationService localization,
    IOrderTotalCalculationService totals) : BasePlugin, IPaymentMethod
{
    /// <summary>The runtime's name of the provider.</summary>
    protected abstract string Provider { get; }

    /// <summary>The name of the controller that configures the method.</summary>
    protected abstract string ConfigurationController { get; }

    /// <inheritdoc/>
    public bool SupportCapture => false;

    /// <inheritdoc/>
    public abstract bool SupportPartiallyRefund { get; }

    /// <inheritdoc/>
    public abstract bool SupportRefund { get; }

    /// <inheritdoc/>
    public bool SupportVoid => false;

    /// <inheritdoc/>
    public RecurringPaymentType RecurringPaymentType => RecurringPaymentType.NotSupported;

    /// <inheritdoc/>
    public PaymentMethodType PaymentMethodType => PaymentMethodType.Redirection;

    /// <inheritdoc/>
    public bool SkipPaymentInfo => false;

    /// <inheritdoc/>
    public override string GetConfigurationPageUrl() => $"{web.GetStoreLocation()}Admin/{ConfigurationController}/Configure";

    /// <inheritdoc/>
    public async Task<ProcessPaymentResult> ProcessPaymentAsync(ProcessPaymentRequest processPaymentRequest)
    {
        var result = new ProcessPaymentResult { NewPaymentStatus = PaymentStatus.Pending };
        var why = await checkout.WhyUnavailableAsync(Provider, processPaymentRequest.StoreId, processPaymentRequest.OrderTotal).ConfigureAwait(false);
        if (why is not null)
            result.AddError(why);
        return result;
    }

    /// <inheritdoc/>
    public Task PostProcessPaymentAsync(PostProcessPaymentRequest postProcessPaymentRequest) =>
        checkout.RedirectAsync(Provider, postProcessPaymentRequest.Order);

    /// <inheritdoc/>
    public async Task<bool> HidePaymentMethodAsync(IList<ShoppingCartItem> cart) =>
        !await checkout.IsAvailableAsync(Provider, (await stores.GetCurrentStoreAsync().ConfigureAwait(false)).Id).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<decimal> GetAdditionalHandlingFeeAsync(IList<ShoppingCartItem> cart)
    {
        var settings = await catalog.LoadAsync(Provider, (await stores.GetCurrentStoreAsync().ConfigureAwait(false)).Id).ConfigureAwait(false);
        return await totals.CalculatePaymentAdditionalFeeAsync(cart, settings.AdditionalFee, settings.AdditionalFeePercentage).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<CapturePaymentResult> CaptureAsync(CapturePaymentRequest capturePaymentRequest)
    {
        var result = new CapturePaymentResult { NewPaymentStatus = capturePaymentRequest.Order.PaymentStatus };
        result.AddError("There is nothing to capture: the provider takes the money at once.");
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public async Task<RefundPaymentResult> RefundAsync(RefundPaymentRequest refundPaymentRequest)
    {
        var outcome = await refunds.RefundAsync(refundPaymentRequest.Order, refundPaymentRequest.AmountToRefund, default).ConfigureAwait(false);
        var result = new RefundPaymentResult { NewPaymentStatus = outcome.Status };
        if (outcome.Error is { } error)
            result.AddError(error);
        return result;
    }

    /// <inheritdoc/>
    public Task<VoidPaymentResult> VoidAsync(VoidPaymentRequest voidPaymentRequest)
    {
        var result = new VoidPaymentResult { NewPaymentStatus = voidPaymentRequest.Order.PaymentStatus };
        result.AddError("A payment that was made cannot be voided, only refunded. Cancelling the order closes a payment that is still open.");
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public Task<ProcessPaymentResult> ProcessRecurringPaymentAsync(ProcessPaymentRequest processPaymentRequest)
    {
        var result = new ProcessPaymentResult { NewPaymentStatus = PaymentStatus.Pending };
        result.AddError("This payment method takes no recurring payments.");
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public Task<CancelRecurringPaymentResult> CancelRecurringPaymentAsync(CancelRecurringPaymentRequest cancelPaymentRequest)
    {
        var result = new CancelRecurringPaymentResult();
        result.AddError("This payment method takes no recurring payments.");
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public Task<bool> CanRePostProcessPaymentAsync(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Task.FromResult(order is { PaymentStatus: PaymentStatus.Pending, OrderStatus: not OrderStatus.Cancelled });
    }

    /// <inheritdoc/>
    public Task<IList<string>> ValidatePaymentFormAsync(IFormCollection form) => Task.FromResult<IList<string>>([]);

    /// <inheritdoc/>
    public Task<ProcessPaymentRequest> GetPaymentInfoAsync(IFormCollection form) => Task.FromResult(new ProcessPaymentRequest());

    /// <inheritdoc/>
    public abstract Type GetPublicViewComponent();

    /// <inheritdoc/>
    public Task<string> GetPaymentMethodDescriptionAsync() => localization.GetResourceAsync($"{PepayDefaults.ResourcePrefix}.{Provider}.Description");
}
