using Microsoft.AspNetCore.Mvc;
using Nop.Core;
using Nop.Core.Domain.Logging;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Services.Orders;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Nop.Plugin.Payments.Pepay.Checkout;

/// <summary>
/// Where a payer comes back to. The address proves nothing: the provider is asked, and the payer is led to the shop's own page of the order, which
/// the shop shows to its customer only.
/// </summary>
public sealed class PepayReturnController(PaymentEngines engines, ShopDatabase database, IWebHelper web, ShopLog log, TimeProvider time) : Controller
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Back from the provider's page: to the shop's thanks, or to the order when there is still something to pay.</summary>
    [HttpGet]
    public async Task<IActionResult> Return(string attemptId) => await LeadAsync(attemptId, givenUp: false).ConfigureAwait(false);

    /// <summary>Back after giving up; the order's page offers to try again.</summary>
    [HttpGet]
    public async Task<IActionResult> Cancel(string attemptId) => await LeadAsync(attemptId, givenUp: true).ConfigureAwait(false);

    private async Task<IActionResult> LeadAsync(string attemptId, bool givenUp)
    {
        try
        {
            if (engines.Current is { } engine && await AskAsync(engine, attemptId).ConfigureAwait(false) is { } payment
                && await database.RunAsync(session => session.Get<IOrderService>().GetOrderByGuidAsync(Guid.Parse(payment.OrderNumber))).ConfigureAwait(false) is { } order)
            {
                return Redirect($"{web.GetStoreLocation()}{(givenUp || IsOpen(payment) ? "orderdetails" : "checkout/completed")}/{order.Id}");
            }
        }
        catch (Exception exception)
        {
            // Nobody who has just paid is shown an error page for what the webhook and the sweep will repair.
            await log.WriteAsync(LogLevel.Error, "A payer came back, and the payment or its order could not be read.", exception).ConfigureAwait(false);
        }

        return Redirect(web.GetStoreLocation());
    }

    // Pending is not open: money in a blockchain takes its time, and the shop's thanks come before its confirmation.
    private static bool IsOpen(Payment payment) =>
        payment.State.Label is PaymentLabel.Underpaid or PaymentLabel.Expired or PaymentLabel.Failed or PaymentLabel.Cancelled;

    private async Task<Payment?> AskAsync(PaymentEngine engine, string attemptId)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            return await engine.Get<PaymentReconciler>().ReconcileAsync(attemptId, "return", limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The provider, another node at the order, or the database: the webhook and the sweep will tell; the payer does not wait for it.
            return await engine.Get<IPaymentStore>().FindAsync(attemptId, default).ConfigureAwait(false);
        }
    }
}
