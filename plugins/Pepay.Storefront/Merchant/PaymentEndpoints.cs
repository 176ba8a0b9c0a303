using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Merchant.Pages;
using Pepay.Storefront.Resources;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Merchant;

/// <summary>Payments: the list, those of an order, one with its time line, and "ask now".</summary>
internal static class PaymentEndpoints
{
    private const int PageSize = 50;
    private const string MerchantSource = "merchant";

    public static void Map(IEndpointRouteBuilder merchant)
    {
        merchant.MapGet("", ListAsync);
        merchant.MapGet("/orders/{orderNumber}", ShowOrderAsync);
        merchant.MapGet("/payments/{attemptId}", ShowAsync);
        merchant.MapPost("/payments/{attemptId}/reconcile", ReconcileAsync).RequirePepayFormToken();
    }

    private static async Task<IResult> ListAsync([FromQuery] string? before, IPaymentStore payments, CancellationToken cancellationToken)
    {
        var page = await payments.ListAsync(PageSize, before, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<PaymentsPage>(new()
        {
            [nameof(PaymentsPage.Payments)] = page,
            [nameof(PaymentsPage.IsFirst)] = before is null,
            [nameof(PaymentsPage.Older)] = page.Count == PageSize ? page[^1].AttemptId : null,
        });
    }

    private static async Task<IResult> ShowOrderAsync(string orderNumber, IPaymentStore payments, IShopOrders orders, CancellationToken cancellationToken)
    {
        var attempts = await payments.ListByOrderAsync(orderNumber, cancellationToken).ConfigureAwait(false);
        var order = await orders.FindAsync(orderNumber, cancellationToken).ConfigureAwait(false);
        if (attempts.Count == 0 && order is null)
            return Unknown();
        return PageResults.Page<OrderPaymentsPage>(new()
        {
            [nameof(OrderPaymentsPage.OrderNumber)] = orderNumber,
            [nameof(OrderPaymentsPage.Order)] = order,
            [nameof(OrderPaymentsPage.Payments)] = attempts,
        });
    }

    private static async Task<IResult> ShowAsync(
        string attemptId, [FromQuery] string? asked, IPaymentStore payments, IInboxStore inbox, PaymentProviders providers, CancellationToken cancellationToken)
    {
        if (await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false) is not { } payment)
            return Unknown();
        var name = PaymentMethod.DisplayName(providers, payment);
        var notice = asked is null ? null : Format(payment.PaymentId is null ? Texts.ReconcileNothingNotice : Texts.ReconciledNotice, name);
        return await RenderAsync(payment, name, notice, payments, inbox, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> ReconcileAsync(
        string attemptId, HttpContext context, IPaymentStore payments, IInboxStore inbox, PaymentProviders providers, PaymentReconciler reconciler)
    {
        var cancellationToken = context.RequestAborted;
        if (await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false) is not { } payment)
            return Unknown();
        try
        {
            await reconciler.ReconcileAsync(attemptId, MerchantSource, cancellationToken).ConfigureAwait(false);
            return Results.LocalRedirect($"{context.Request.PathBase}{context.Request.Path.Value![..^"/reconcile".Length]}?asked=1");
        }
        catch (ApiException exception)
        {
            var name = PaymentMethod.DisplayName(providers, payment);
            var notice = Format(Texts.ReconcileFailedNotice, name, exception.Message);
            return await RenderAsync(payment, name, notice, payments, inbox, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IResult> RenderAsync(
        Payment payment, string providerName, string? notice, IPaymentStore payments, IInboxStore inbox, CancellationToken cancellationToken)
    {
        var events = payment.PaymentId is not { } paymentId
            ? []
            : await inbox.ListAsync(
                new InboxQuery { Provider = payment.Provider, Account = payment.Account, OrderingKey = paymentId }, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<PaymentDetailPage>(new()
        {
            [nameof(PaymentDetailPage.Payment)] = payment,
            [nameof(PaymentDetailPage.ProviderName)] = providerName,
            [nameof(PaymentDetailPage.History)] = await payments.ListHistoryAsync(payment.AttemptId, cancellationToken).ConfigureAwait(false),
            [nameof(PaymentDetailPage.Events)] = events,
            [nameof(PaymentDetailPage.Notice)] = notice,
        });
    }

    private static IResult Unknown() =>
        PageResults.Page<MerchantProblemPage>(
            new() { [nameof(MerchantProblemPage.Title)] = Texts.PaymentUnknownTitle, [nameof(MerchantProblemPage.Text)] = Texts.PaymentUnknownText },
            StatusCodes.Status404NotFound);

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
