using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Commerce.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>A shopper's orders of foreign goods. The provider says whose an order is; any other answer than this browser's customer is "not found".</summary>
internal sealed class CommerceOrderPages(CommerceDesk desk, StorefrontUrls urls)
{
    private const int Most = 50;

    public async Task<IResult> ListAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var visitor = desk.Visitor(context);
        var orders = visitor is null
            ? []
            : await desk.AskAsync(() => desk.Account.ListOrdersAsync(visitor.Shopper.CustomerId, Most, 0, cancellationToken)).ConfigureAwait(false);
        return orders is null ? CommerceDesk.Silent() : PageResults.Page<CommerceOrdersPage>(new() { [nameof(CommerceOrdersPage.Orders)] = orders });
    }

    public async Task<IResult> ShowAsync(HttpContext context, string orderId, string? problem, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not { } visitor)
            return CommerceDesk.NotFound();
        CommerceOrder? order = null;
        if (await desk.DoAsync(async () => { order = await FindAsync(visitor, orderId, cancellationToken).ConfigureAwait(false); }).ConfigureAwait(false) != CommerceOutcome.Done)
            return CommerceDesk.Silent();
        return order is null ? CommerceDesk.NotFound() : await PageAsync(visitor, order, problem, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The form that cancels an order, on a page of its own: the order's page reads itself again and would take away what was typed.</summary>
    public async Task<IResult> ShowCancelAsync(HttpContext context, string orderId, string refund, string? problem, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not { } visitor)
            return CommerceDesk.NotFound();
        CommerceOrder? order = null;
        if (await desk.DoAsync(async () => { order = await FindAsync(visitor, orderId, cancellationToken).ConfigureAwait(false); }).ConfigureAwait(false) != CommerceOutcome.Done)
            return CommerceDesk.Silent();
        return order switch
        {
            null => CommerceDesk.NotFound(),
            { CanCancel: true, IsCancelling: false } => PageResults.Page<CommerceCancelPage>(
                new()
                {
                    [nameof(CommerceCancelPage.Order)] = order,
                    [nameof(CommerceCancelPage.Account)] = desk.Account,
                    [nameof(CommerceCancelPage.RefundAddress)] = refund,
                    [nameof(CommerceCancelPage.Problem)] = problem,
                },
                problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity),
            _ => new SeeOther(urls.Commerce("orders/" + orderId)),
        };
    }

    public async Task<IResult> CancelAsync(HttpContext context, string orderId, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not { } visitor)
            return CommerceDesk.NotFound();
        var form = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var refund = form[CommerceEndpoints.RefundField].ToString().Trim();
        if (refund.Length > 0 && !desk.Account.IsWalletAddress(refund, desk.Account.RefundNetwork.Id))
            return await ShowCancelAsync(context, orderId, refund, Texts.RefundAddressProblem, cancellationToken).ConfigureAwait(false);

        var found = false;
        var outcome = await desk.DoAsync(async () =>
        {
            var order = await FindAsync(visitor, orderId, cancellationToken).ConfigureAwait(false);
            found = order is not null;
            // A second click finds the order cancelled already, or asks under the same key.
            if (order is not { CanCancel: true, IsCancelling: false })
                return;
            var wallet = refund.Length == 0 ? null : refund;
            await desk.Account.CancelOrderAsync(orderId, wallet, DerivedKey.Of(orderId, wallet, order.UpdatedAt?.ToString("O")), cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return outcome switch
        {
            CommerceOutcome.Done when !found => CommerceDesk.NotFound(),
            CommerceOutcome.Done => new SeeOther(urls.Commerce("orders/" + orderId)),
            CommerceOutcome.Refused => await ShowAsync(context, orderId, Texts.CancelRefusedText, cancellationToken).ConfigureAwait(false),
            _ => await ShowAsync(context, orderId, Texts.CancelUnansweredText, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>The visitor's order; null for an unknown one, another one's, and one of money of the other kind.</summary>
    /// <exception cref="Runtime.Http.ApiException">The provider could not be asked.</exception>
    public async Task<CommerceOrder?> FindAsync(CommerceVisitor visitor, string orderId, CancellationToken cancellationToken) =>
        await desk.Account.FindOrderAsync(orderId, cancellationToken).ConfigureAwait(false) is { } order
        && order.CustomerId == visitor.Shopper.CustomerId && order.Environment == desk.Account.Account.Environment
            ? order
            : null;

    /// <summary>The payment of an order that waits for it: only it knows of a part that arrived, and of an end that came before the order heard of it.</summary>
    public async Task<PaymentSnapshot?> FindPaymentAsync(CommerceOrder order, CancellationToken cancellationToken) =>
        order is { State: CommerceOrderState.AwaitingPayment, PaymentId: { } paymentId }
            ? await desk.AskAsync(() => desk.Account.FindPaymentAsync(paymentId, cancellationToken)).ConfigureAwait(false)
            : null;

    private async Task<IResult> PageAsync(CommerceVisitor visitor, CommerceOrder order, string? problem, CancellationToken cancellationToken)
    {
        var payment = await FindPaymentAsync(order, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<CommerceOrderPage>(
            new()
            {
                [nameof(CommerceOrderPage.Order)] = order,
                [nameof(CommerceOrderPage.Payment)] = visitor.OpenPaymentOf(order.Id),
                [nameof(CommerceOrderPage.Paid)] = payment,
                [nameof(CommerceOrderPage.Account)] = desk.Account,
                [nameof(CommerceOrderPage.Problem)] = problem,
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
