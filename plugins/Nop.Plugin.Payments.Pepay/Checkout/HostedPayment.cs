using Microsoft.AspNetCore.Http;
using Nop.Core;
using Nop.Core.Domain.Logging;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Checkout.Models;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Services.Configuration;
using Nop.Services.Orders;
using Nop.Services.Payments;

namespace Nop.Plugin.Payments.Pepay.Checkout;

/// <summary>
/// What both payment methods do; the payment happens on the provider's own page. Not a plugin class itself, and neither method derives from it: the
/// shop loads the DLLs in the order in which a merchant sorts the payment methods, and xPay's must be loadable before this one is.
/// </summary>
public sealed class HostedPayment(
    HostedCheckout checkout, EmbeddedCheckout embedded, TextResources texts, OrderRefunds refunds, AccountCatalog catalog, PaymentEngines engines, IStoreContext stores, IWebHelper web,
    ShopLog log, ActiveNames names, ISettingService settings, IOrderTotalCalculationService totals)
{
    /// <summary>The address of a method's configuration page.</summary>
    public string ConfigurationUrl(string controller) => $"{web.GetStoreLocation()}Admin/{controller}/Configure";

    /// <summary>Refuses what the provider does not take, before the order exists.</summary>
    public async Task<ProcessPaymentResult> ProcessAsync(string provider, ProcessPaymentRequest request)
    {
        var result = new ProcessPaymentResult { NewPaymentStatus = PaymentStatus.Pending };
        if (await checkout.WhyUnavailableAsync(provider, request.StoreId, request.OrderTotal).ConfigureAwait(false) is { } why)
            result.AddError(why);
        return result;
    }

    /// <summary>Keeps with the order what the customer chose to pay with, if it is one of what can be chosen.</summary>
    public async Task<ProcessPaymentRequest> ReadChoiceAsync(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var request = new ProcessPaymentRequest();
        var wish = form[PaymentInfoModel.Field].ToString();
        if (wish.Length > 0
            && (await embedded.ListChoicesAsync((await stores.GetCurrentStoreAsync().ConfigureAwait(false)).Id).ConfigureAwait(false)).Any(asset => EmbeddedCheckout.Describe(asset) == wish))
        {
            request.CustomValues[await texts.SayAsync("Pay.Token").ConfigureAwait(false)] = wish;
        }

        return request;
    }

    /// <summary>Sends the customer to the provider.</summary>
    public Task RedirectAsync(string provider, PostProcessPaymentRequest request) => checkout.RedirectAsync(provider, request.Order);

    /// <summary>Whether the method is to be hidden in the checkout: it is not configured for the store. Never throws: that would end the checkout of every method.</summary>
    public async Task<bool> IsHiddenAsync(string provider)
    {
        try
        {
            return !await checkout.IsAvailableAsync(provider, (await stores.GetCurrentStoreAsync().ConfigureAwait(false)).Id).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await log.WriteAsync(LogLevel.Error, $"The payment method '{provider}' was left out of a checkout: {exception.Message}", exception).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>What the customer pays on top.</summary>
    public async Task<decimal> FeeAsync(string provider, IList<ShoppingCartItem> cart)
    {
        var own = await catalog.LoadAsync(provider, (await stores.GetCurrentStoreAsync().ConfigureAwait(false)).Id).ConfigureAwait(false);
        return await totals.CalculatePaymentAdditionalFeeAsync(cart, own.AdditionalFee, own.AdditionalFeePercentage).ConfigureAwait(false);
    }

    /// <summary>The shop's refund button.</summary>
    public async Task<RefundPaymentResult> RefundAsync(RefundPaymentRequest request)
    {
        var outcome = await refunds.RefundAsync(request.Order, request.AmountToRefund, default).ConfigureAwait(false);
        var result = new RefundPaymentResult { NewPaymentStatus = outcome.Status };
        if (outcome.Error is { } error)
            result.AddError(error);
        return result;
    }

    /// <summary>Refuses a capture.</summary>
    public async Task<CapturePaymentResult> CaptureAsync(CapturePaymentRequest request)
    {
        var result = new CapturePaymentResult { NewPaymentStatus = request.Order.PaymentStatus };
        result.AddError(await texts.SayAsync("Cannot.Capture").ConfigureAwait(false));
        return result;
    }

    /// <summary>Refuses a void.</summary>
    public async Task<VoidPaymentResult> VoidAsync(VoidPaymentRequest request)
    {
        var result = new VoidPaymentResult { NewPaymentStatus = request.Order.PaymentStatus };
        result.AddError(await texts.SayAsync("Cannot.Void").ConfigureAwait(false));
        return result;
    }

    /// <summary>Refuses a recurring payment.</summary>
    public async Task<ProcessPaymentResult> ProcessRecurringAsync()
    {
        var result = new ProcessPaymentResult { NewPaymentStatus = PaymentStatus.Pending };
        result.AddError(await texts.SayAsync("Cannot.Recur").ConfigureAwait(false));
        return result;
    }

    /// <summary>Refuses to cancel a recurring payment.</summary>
    public async Task<CancelRecurringPaymentResult> CancelRecurringAsync()
    {
        var result = new CancelRecurringPaymentResult();
        result.AddError(await texts.SayAsync("Cannot.Recur").ConfigureAwait(false));
        return result;
    }

    /// <summary>Whether the order's page offers to try again.</summary>
    public static Task<bool> CanRetryAsync(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Task.FromResult(order is { PaymentStatus: PaymentStatus.Pending, OrderStatus: not OrderStatus.Cancelled });
    }

    /// <summary>What the customer reads beside the method's name.</summary>
    public Task<string> DescriptionAsync(string provider) => texts.SayAsync($"{provider}.Description");

    /// <summary>Stores the first settings of xPay.</summary>
    public Task InstallXPayAsync() => settings.SaveSettingAsync(new XPaySettings());

    /// <summary>Removes the settings of xPay, and its account from the running engine.</summary>
    public async Task UninstallXPayAsync()
    {
        await DeactivateAsync(PepayDefaults.XPaySystemName).ConfigureAwait(false);
        await settings.DeleteSettingAsync<XPaySettings>().ConfigureAwait(false);
        await engines.ReloadAsync(default).ConfigureAwait(false);
    }

    /// <summary>Takes a method out of the active ones, so that it is not active at once when it is installed again.</summary>
    public Task DeactivateAsync(string systemName) => names.RemoveAsync<PaymentSettings>(static one => one.ActivePaymentMethodSystemNames, systemName);
}
