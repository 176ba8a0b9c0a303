using Microsoft.AspNetCore.Mvc;
using Nop.Core;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Checkout.Models;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Messages;
using Nop.Services.Orders;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sync;

namespace Nop.Plugin.Payments.Pepay.Checkout;

/// <summary>
/// The page of the shop on which a customer pays: choose a token, see address and amount, send it. It shows addresses; that money arrived, only the
/// provider's own interface says. Somebody else's payment is the same as one that does not exist.
/// </summary>
[AutoValidateAntiforgeryToken]
public sealed class PepayPayController(
    PaymentEngines engines, EmbeddedCheckout embedded, HostedCheckout hosted, Transfers transfers, ShopDatabase database, IWorkContext work, IWebHelper web,
    INotificationService notifications, TextResources texts, TimeProvider time) : Controller
{
    // The page needs no script: the browser loads it again.
    private const string RefreshSeconds = "10";

    /// <summary>Shows the payment as it is now.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="choose">Whether to choose another token although one was chosen.</param>
    [HttpGet]
    public async Task<IActionResult> Show(string attemptId, bool choose = false)
    {
        if (await FindAsync(attemptId, ask: true).ConfigureAwait(false) is not { } found)
            return NotFound();
        var (payment, order) = found;
        if (order.OrderStatus == OrderStatus.Cancelled)
            return Redirect(OrderPage(order));
        if (payment.State.WasPaid || !IsOpen(order))
            return Redirect($"{web.GetStoreLocation()}checkout/completed/{order.Id}");
        return View(PepayDefaults.Views + "Pay.cshtml", await PrepareAsync(payment, order, choose).ConfigureAwait(false));
    }

    /// <summary>The customer chose a token, or wants a fresh amount.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="asset">The provider's id of the token.</param>
    [HttpPost]
    public async Task<IActionResult> Choose(string attemptId, string? asset)
    {
        if (await FindAsync(attemptId, ask: false).ConfigureAwait(false) is not { } found)
            return NotFound();
        if (IsOpen(found.Order) && embedded.Find(found.Payment) is { } provider
            && await embedded.QuoteAsync(provider, found.Payment, asset ?? "", HttpContext.RequestAborted).ConfigureAwait(false) is { } problem)
        {
            notifications.ErrorNotification(problem);
            return Redirect($"{Page(attemptId)}?choose=true");
        }

        return Redirect(Page(attemptId));
    }

    /// <summary>Begins a new payment in place of one that ended without money.</summary>
    /// <param name="attemptId">Our id of the former attempt.</param>
    [HttpPost]
    public async Task<IActionResult> Again(string attemptId)
    {
        if (await FindAsync(attemptId, ask: false).ConfigureAwait(false) is not { } found)
            return NotFound();
        return Redirect(IsOpen(found.Order)
            ? await hosted.FindPageAsync(found.Payment.Provider, found.Order, HttpContext.RequestAborted).ConfigureAwait(false)
            : OrderPage(found.Order));
    }

    private async Task<PayModel> PrepareAsync(Payment payment, Order order, bool choose)
    {
        Response.Headers.CacheControl = "no-store";
        var provider = embedded.Find(payment);
        var quote = provider is null || choose ? null : await transfers.FindAsync(payment).ConfigureAwait(false);
        var assets = provider is null || quote is not null ? [] : await embedded.ListAsync(provider, payment, HttpContext.RequestAborted).ConfigureAwait(false);
        if (assets is null)
            notifications.ErrorNotification(await texts.SayAsync("Pay.Silent").ConfigureAwait(false));
        if (quote is not null)
            Response.Headers["Refresh"] = RefreshSeconds;
        var left = quote?.ValidUntil - time.GetUtcNow();
        return new PayModel
        {
            AttemptId = payment.AttemptId,
            OrderNumber = order.CustomOrderNumber,
            OrderUrl = OrderPage(order),
            Missing = new Money(payment.State.Due - payment.State.Received, payment.Amount.Currency).ToString(),
            Received = payment.State.Received > 0 ? new Money(payment.State.Received, payment.Amount.Currency).ToString() : null,
            HasEnded = provider is null,
            Assets = assets ?? [],
            Quote = quote,
            MinutesLeft = left is { } rest ? Math.Max(0, (int)Math.Ceiling(rest.TotalMinutes)) : null,
            Code = quote is null ? null : QrCode.Of(quote.Uri ?? quote.Address ?? ""),
            ProviderUrl = provider is null || payment.PaymentUrl is not { Scheme: "http" or "https" } url ? null : url.AbsoluteUri,
            IsTestMoney = payment.Environment == PaymentEnvironment.Test,
        };
    }

    /// <summary>A payment of the customer who asks. The customer is looked up last: the shop makes one for every unknown browser.</summary>
    private async Task<(Payment Payment, Order Order)?> FindAsync(string attemptId, bool ask)
    {
        if (engines.Current is not { } engine || await engine.Get<IPaymentStore>().FindAsync(attemptId, default).ConfigureAwait(false) is not { } payment)
            return null;
        var order = await database.RunAsync(session => session.Get<IOrderService>().GetOrderByGuidAsync(Guid.Parse(payment.OrderNumber))).ConfigureAwait(false);
        if (order is not { Deleted: false } || (await work.GetCurrentCustomerAsync().ConfigureAwait(false))?.Id != order.CustomerId)
            return null;
        return ask && !payment.State.WasPaid ? (await AskAsync(engine, payment).ConfigureAwait(false), order) : (payment, order);
    }

    private async Task<Payment> AskAsync(PaymentEngine engine, Payment payment)
    {
        try
        {
            return await engine.Get<PaymentHints>().GiveAsync(payment.AttemptId, "return", HttpContext.RequestAborted).ConfigureAwait(false) ?? payment;
        }
        catch (Exception) when (!HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Another node is at the order, or the order could not be moved or stored; the webhook and the sweep will.
            return payment;
        }
    }

    // Nobody is to pay twice, whatever paid the order or ended it.
    private static bool IsOpen(Order order) => order is { OrderStatus: not OrderStatus.Cancelled, PaymentStatus: PaymentStatus.Pending };

    private string Page(string attemptId) => $"{web.GetStoreLocation()}{PepayDefaults.PayPath}/{attemptId}";

    private string OrderPage(Order order) => $"{web.GetStoreLocation()}orderdetails/{order.Id}";
}
