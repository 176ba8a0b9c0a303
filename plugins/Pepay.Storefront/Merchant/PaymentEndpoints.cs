using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Merchant.Pages;
using Pepay.Storefront.Resources;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Merchant;

/// <summary>Payments: the list, those of an order, one with its time line, "ask now", refund and sweep.</summary>
internal static class PaymentEndpoints
{
    public const string AmountField = "amount";
    public const string RefundIdField = "refund";

    private const int PageSize = 50;
    private const int SweptAtOnce = 20;
    private const string MerchantSource = "merchant";

    public static void Map(IEndpointRouteBuilder merchant)
    {
        merchant.MapGet("", ListAsync);
        merchant.MapPost("/sweep", SweepAsync).RequirePepayFormToken();
        merchant.MapGet("/orders/{orderNumber}", ShowOrderAsync);
        merchant.MapGet("/payments/{attemptId}", static (string attemptId, HttpContext context, PaymentDetails details) =>
            details.ShowAsync(context, attemptId, context.RequestAborted));
        merchant.MapPost("/payments/{attemptId}/reconcile", ReconcileAsync).RequirePepayFormToken();
        merchant.MapPost("/payments/{attemptId}/refund", RefundAsync).RequirePepayFormToken();
    }

    private static async Task<IResult> ListAsync(
        [FromQuery] string? before, [FromQuery] string? find, HttpContext context, IPaymentStore payments, MerchantDesk desk, PaymentProviders providers,
        IShopOrders orders, StorefrontUrls urls)
    {
        if (!string.IsNullOrWhiteSpace(find))
            return await FindAsync(find.Trim(), context, payments, providers, orders, urls).ConfigureAwait(false);
        var page = await payments.ListAsync(PageSize, before, context.RequestAborted).ConfigureAwait(false);
        return PageResults.Page<PaymentsPage>(new()
        {
            [nameof(PaymentsPage.Payments)] = page,
            [nameof(PaymentsPage.IsFirst)] = before is null,
            [nameof(PaymentsPage.Older)] = page.Count == PageSize ? page[^1].AttemptId : null,
            [nameof(PaymentsPage.Notice)] = await desk.NoticeAsync(context, context.RequestAborted).ConfigureAwait(false),
        });
    }

    /// <summary>By what a person has at hand: the number of the order, the provider's id of the payment, or ours.</summary>
    private static async Task<IResult> FindAsync(
        string text, HttpContext context, IPaymentStore payments, PaymentProviders providers, IShopOrders orders, StorefrontUrls urls)
    {
        var cancellationToken = context.RequestAborted;
        var found = (await payments.ListByOrderAsync(text, cancellationToken).ConfigureAwait(false)).ToList();
        if (await payments.FindAsync(text, cancellationToken).ConfigureAwait(false) is { } attempt)
            found.Add(attempt);
        foreach (var account in providers.All.Select(static provider => provider.Account))
        {
            if (await payments.FindByPaymentIdAsync(account.Provider.Name, account.Account, text, cancellationToken).ConfigureAwait(false) is { } payment)
                found.Add(payment);
        }

        if (found.Count == 0 && await orders.FindAsync(text, cancellationToken).ConfigureAwait(false) is not null)
            return new SeeOther(urls.MerchantPage("orders/" + Uri.EscapeDataString(text)));
        return PageResults.Page<PaymentsPage>(new()
        {
            [nameof(PaymentsPage.Payments)] = found.DistinctBy(static each => each.AttemptId).ToList(),
            [nameof(PaymentsPage.Find)] = text,
        });
    }

    /// <summary>Makes every open payment due and looks at the first; the sweep that runs by itself looks at the others, at its own pace.</summary>
    private static async Task<IResult> SweepAsync(HttpContext context, MerchantDesk desk, StorefrontUrls urls, PaymentSweep sweep, PaymentProviders providers)
    {
        var id = await desk.RunAsync(context, MerchantActionKind.Sweep, null, async () =>
        {
            foreach (var account in providers.All.Select(static provider => provider.Account))
                await sweep.BringForwardAsync(account.Provider.Name, account.Account, context.RequestAborted).ConfigureAwait(false);
            var count = await sweep.RunAsync(SweptAtOnce, context.RequestAborted).ConfigureAwait(false);
            return Format(count == SweptAtOnce ? Texts.SweptManyResult : Texts.SweptResult, count);
        }).ConfigureAwait(false);
        return Back(urls.Merchant, id);
    }

    private static async Task<IResult> ShowOrderAsync(string orderNumber, IPaymentStore payments, IShopOrders orders, CancellationToken cancellationToken)
    {
        var attempts = await payments.ListByOrderAsync(orderNumber, cancellationToken).ConfigureAwait(false);
        var order = await orders.FindAsync(orderNumber, cancellationToken).ConfigureAwait(false);
        if (attempts.Count == 0 && order is null)
            return PaymentDetails.Unknown();
        return PageResults.Page<OrderPaymentsPage>(new()
        {
            [nameof(OrderPaymentsPage.OrderNumber)] = orderNumber,
            [nameof(OrderPaymentsPage.Order)] = order,
            [nameof(OrderPaymentsPage.Payments)] = attempts,
        });
    }

    private static async Task<IResult> ReconcileAsync(
        string attemptId, HttpContext context, IPaymentStore payments, PaymentProviders providers, PaymentReconciler reconciler, MerchantDesk desk, StorefrontUrls urls)
    {
        if (await payments.FindAsync(attemptId, context.RequestAborted).ConfigureAwait(false) is not { } payment)
            return PaymentDetails.Unknown();
        var name = PaymentMethod.DisplayName(providers, payment);
        var id = await desk.RunAsync(context, MerchantActionKind.Reconcile, attemptId, async () =>
        {
            var asked = await reconciler.ReconcileAsync(attemptId, MerchantSource, context.RequestAborted).ConfigureAwait(false);
            return Format(asked?.PaymentId is null ? Texts.ReconcileNothingNotice : Texts.ReconciledNotice, name);
        }).ConfigureAwait(false);
        return Back(urls.MerchantPage("payments/" + attemptId), id);
    }

    private static async Task<IResult> RefundAsync(
        string attemptId, HttpContext context, IPaymentStore payments, RefundDesk refunds, PaymentDetails details, IMerchantActionStore actions, StorefrontUrls urls)
    {
        if (await payments.FindAsync(attemptId, context.RequestAborted).ConfigureAwait(false) is not { } payment)
            return PaymentDetails.Unknown();
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var id = form[RefundIdField].ToString();
        var result = await refunds.RefundAsync(payment, id, form[AmountField].ToString(), MerchantDesk.ActorOf(context), context.RequestAborted).ConfigureAwait(false);
        return await actions.FindAsync(id, context.RequestAborted).ConfigureAwait(false) is { Subject: { } subject } && subject == attemptId
            ? Back(urls.MerchantPage("payments/" + attemptId), id)
            : await details.ShowAsync(context, attemptId, context.RequestAborted, result).ConfigureAwait(false);
    }

    private static SeeOther Back(string path, string actionId) => new($"{path}?{MerchantDesk.ActionParameter}={actionId}");

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
