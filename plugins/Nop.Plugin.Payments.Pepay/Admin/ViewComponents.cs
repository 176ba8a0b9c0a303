using Microsoft.AspNetCore.Mvc;
using Nop.Core;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Checkout.Models;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Orders;
using Nop.Web.Framework.Components;
using Nop.Web.Framework.Models;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>What a customer reads before paying with Pepay.</summary>
[ViewComponent(Name = "PepayPaymentInfo")]
public sealed class PepayPaymentInfoViewComponent(EmbeddedCheckout embedded, IStoreContext stores) : NopViewComponent
{
    /// <summary>Renders the sentence and, where the customer stays in the shop, the choice.</summary>
    public async Task<IViewComponentResult> InvokeAsync()
    {
        var store = (await stores.GetCurrentStoreAsync().ConfigureAwait(false)).Id;
        return View(PepayDefaults.Views + "PaymentInfo.cshtml", new PaymentInfoModel(
            PepayDefaults.PepayProvider, await embedded.IsOnAsync(store).ConfigureAwait(false), await embedded.ListChoicesAsync(store).ConfigureAwait(false)));
    }
}

/// <summary>What a customer reads before paying with xPay.</summary>
[ViewComponent(Name = "XPayPaymentInfo")]
public sealed class XPayPaymentInfoViewComponent : NopViewComponent
{
    /// <summary>Renders the sentence.</summary>
    public IViewComponentResult Invoke() => View(PepayDefaults.Views + "PaymentInfo.cshtml", new PaymentInfoModel(PepayDefaults.XPayProvider));
}

/// <summary>The payments of an order, on the order's page in the administration.</summary>
[ViewComponent(Name = "PepayOrderPayments")]
public sealed class OrderPaymentsViewComponent(NopPaymentStore payments, ShopDatabase database, TextResources texts) : NopViewComponent
{
    /// <summary>Renders the payments of the order that the page shows; nothing for an order without any.</summary>
    /// <param name="widgetZone">The zone.</param>
    /// <param name="additionalData">The page's model, which knows the order's id.</param>
    public async Task<IViewComponentResult> InvokeAsync(string widgetZone, object additionalData)
    {
        if (additionalData is not BaseNopEntityModel { Id: > 0 } page)
            return Content("");
        var order = await database.RunAsync(session => session.Get<IOrderService>().GetOrderByIdAsync(page.Id)).ConfigureAwait(false);
        if (order is null)
            return Content("");
        var models = new List<OrderPaymentModel>();
        foreach (var payment in await payments.ListByOrderAsync(order.OrderGuid.ToString("D"), default).ConfigureAwait(false))
        {
            var history = await payments.ListHistoryAsync(payment.AttemptId, default).ConfigureAwait(false);
            var (currency, state) = (payment.Amount.Currency, payment.State);
            models.Add(new OrderPaymentModel(
                PepayDefaults.DisplayName(payment.Provider), payment.PaymentId, await texts.SayAsync($"State.{state.Label}").ConfigureAwait(false),
                await texts.SayAsync("OrderPayments.Amounts", new Money(state.Received, currency), payment.Amount, new Money(state.Refunded, currency)).ConfigureAwait(false),
                payment.Finding, [.. history.Select(static line => $"{line.At:u} {line.Source}: {line.Text}")],
                CannotRefund: payment.Provider == PepayDefaults.PepayProvider && state.Received > state.Refunded));
        }

        return models.Count == 0 ? Content("") : View(PepayDefaults.Views + "OrderPayments.cshtml", models);
    }
}
