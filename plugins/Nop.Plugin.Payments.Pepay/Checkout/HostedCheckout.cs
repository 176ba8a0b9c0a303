using Microsoft.AspNetCore.Http;
using Nop.Core;
using Nop.Core.Domain.Directory;
using Nop.Core.Domain.Logging;
using Nop.Core.Domain.Orders;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Services.Customers;
using Nop.Services.Directory;
using Nop.Services.Messages;
using Nop.Services.Stores;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Checkout;

/// <summary>
/// Sends the customer of an order to where it is paid. An order has one open payment at a provider however often this runs: the checkout's
/// second call, "retry payment" and a second click all lead to the same page.
/// </summary>
public sealed class HostedCheckout(
    PaymentEngines engines, AccountCatalog catalog, EmbeddedCheckout embedded, ShopDatabase database, ShopLog log, IHttpContextAccessor http, IWebHelper web, INotificationService notifications,
    TextResources texts)
{
    /// <summary>Why a total cannot be paid, in a sentence for the customer; null when it can.</summary>
    public async Task<string?> WhyUnavailableAsync(string provider, int storeId, decimal total)
    {
        if (await FindProviderAsync(provider, storeId).ConfigureAwait(false) is not { } hosted)
            return await texts.SayAsync("Checkout.NotNow").ConfigureAwait(false);
        var currency = await CurrencyAsync().ConfigureAwait(false);
        return hosted.WhyUnavailable(OrderAmount.Of(total, currency));
    }

    /// <summary>Whether the store has this method configured.</summary>
    public async Task<bool> IsAvailableAsync(string provider, int storeId) =>
        await FindProviderAsync(provider, storeId).ConfigureAwait(false) is not null;

    /// <summary>Sends the browser to where the order is paid.</summary>
    public async Task RedirectAsync(string provider, Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var context = http.HttpContext ?? throw new InvalidOperationException("A payment can only be started from a web request.");
        context.Response.Redirect(await FindPageAsync(provider, order, context.RequestAborted).ConfigureAwait(false));
    }

    /// <summary>Where the order is paid: the provider's page or the shop's own. The order's page, with a message, when that is not possible.</summary>
    public async Task<string> FindPageAsync(string provider, Order order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        try
        {
            var payment = await StartAsync(provider, order, cancellationToken).ConfigureAwait(false);
            return await embedded.OpenAsync(order, payment, cancellationToken).ConfigureAwait(false) is { } own
                ? web.GetStoreLocation() + own
                : payment.PaymentUrl!.AbsoluteUri;
        }
        catch (CheckoutException exception) when (exception.Reason == CheckoutFailure.AlreadyPaid)
        {
            return OrderPage(order);
        }
        catch (CheckoutException exception)
        {
            return await ExcuseAsync(provider, order, exception, await DescribeAsync(provider, exception).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The order is placed, whatever it is that fails: its page says so, and offers to try again.
            return await ExcuseAsync(provider, order, exception, await texts.SayAsync("Checkout.NotStarted").ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task<string> ExcuseAsync(string provider, Order order, Exception exception, string excuse)
    {
        var text = $"Order {order.CustomOrderNumber}: the payment with {PepayDefaults.DisplayName(provider)} could not be started. {exception.Message}";
        await log.WriteAsync(LogLevel.Error, text, exception is CheckoutException ? null : exception).ConfigureAwait(false);
        notifications.ErrorNotification(excuse);
        return OrderPage(order);
    }

    private Task<string> DescribeAsync(string provider, CheckoutException exception) => exception.Reason switch
    {
        CheckoutFailure.ProviderRefused => texts.SayAsync("Checkout.Refused", PepayDefaults.DisplayName(provider)),
        CheckoutFailure.ProviderUnreachable => texts.SayAsync("Checkout.Unreachable", PepayDefaults.DisplayName(provider)),
        _ => Task.FromResult(exception.ShopperMessage),
    };

    /// <summary>The order's open payment, made when there is none.</summary>
    /// <exception cref="CheckoutException">It is paid already, or the provider refused or did not answer.</exception>
    /// <exception cref="InvalidOperationException">The method is not configured for the order's store.</exception>
    internal async Task<Payment> StartAsync(string provider, Order order, CancellationToken cancellationToken)
    {
        var hosted = await FindProviderAsync(provider, order.StoreId).ConfigureAwait(false)
            ?? throw new InvalidOperationException(engines.Problem ?? $"The payment method '{provider}' is not configured for store {order.StoreId}.");
        var amount = OrderAmount.Of(order.OrderTotal, await CurrencyAsync().ConfigureAwait(false));
        var root = new Uri(web.GetStoreLocation());
        var request = await database.RunAsync(async session =>
        {
            var customers = session.Get<ICustomerService>();
            var customer = await customers.GetCustomerByIdAsync(order.CustomerId).ConfigureAwait(false);
            var store = await session.Get<IStoreService>().GetStoreByIdAsync(order.StoreId).ConfigureAwait(false);
            return new CheckoutRequest
            {
                OrderNumber = order.OrderGuid.ToString("D"),
                Amount = amount,
                Description = $"Order {order.CustomOrderNumber}{(store is null ? "" : $", {store.Name}")}",
                CustomerId = customer?.CustomerGuid.ToString("D"),
                CustomerName = customer is null ? null : await customers.GetCustomerFullNameAsync(customer).ConfigureAwait(false) is { Length: > 0 } name ? name : null,
                CustomerEmail = customer?.Email,
                ReturnUrl = attempt => new Uri(root, $"{PepayDefaults.ReturnPath}/{attempt}"),
                CancelUrl = attempt => new Uri(root, $"{PepayDefaults.CancelPath}/{attempt}"),
            };
        }).ConfigureAwait(false);
        return await engines.Current!.Get<CheckoutService>().StartAsync(hosted, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IHostedCheckout?> FindProviderAsync(string provider, int storeId) => engines.Current is { } engine
        ? engine.Find(provider, await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false)) as IHostedCheckout
        : null;

    private Task<string> CurrencyAsync() => database.RunAsync(async session =>
    {
        var id = session.Get<CurrencySettings>().PrimaryStoreCurrencyId;
        return (await session.Get<ICurrencyService>().GetCurrencyByIdAsync(id).ConfigureAwait(false)).CurrencyCode;
    });

    private string OrderPage(Order order) => $"{web.GetStoreLocation()}orderdetails/{order.Id}";
}
