using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Components;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Checkout;

/// <summary>The payer's way: start, provider's page, return or cancel, state, another try.</summary>
internal static class CheckoutEndpoints
{
    public const string OrderField = "order";

    public static void Map(IEndpointRouteBuilder checkout)
    {
        var pages = checkout.MapGroup("").WithPepaySecurityHeaders().AllowAnonymous();
        pages.MapPost("/start", StartAsync).RequirePepayFormToken();
        pages.MapPost("/retry/{attemptId}", RetryAsync).RequirePepayFormToken();
        pages.MapGet("/return/{attemptId}", static (string attemptId, PaymentPages payments, HttpContext context) =>
            payments.ShowAsync(context, attemptId, gaveUp: false, context.RequestAborted));
        pages.MapGet("/cancel/{attemptId}", static (string attemptId, PaymentPages payments, HttpContext context) =>
            payments.ShowAsync(context, attemptId, gaveUp: true, context.RequestAborted));
        pages.MapGet("/status/{attemptId}", PaymentStatusEndpoint.AnswerByAttemptAsync);
        pages.MapGet("/status/{attemptId}/events", FollowAsync);
        EmbeddedEndpoints.Map(pages);
    }

    private static async Task<IResult> StartAsync(HttpContext context, IShopOrders orders, StorefrontCheckout checkout)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        if (await orders.FindAsync(form[OrderField].ToString(), context.RequestAborted).ConfigureAwait(false) is not { } order
            || !await orders.MayPayAsync(order, context, context.RequestAborted).ConfigureAwait(false))
        {
            return PageResults.OrderNotFound();
        }

        return await checkout.StartOrderAsync(context, order, form[PaymentMethods.FieldName], context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Who started the attempt may pay its order again, with the same method or another.</summary>
    private static async Task<IResult> RetryAsync(
        string attemptId, [FromQuery] bool? here, HttpContext context, PaymentOwnership ownership, IPaymentStore payments, StorefrontCheckout checkout)
    {
        if (!ownership.Owns(context, attemptId)
            || await payments.FindAsync(attemptId, context.RequestAborted).ConfigureAwait(false) is not { } payment)
        {
            return PageResults.PaymentNotFound();
        }

        var method = PaymentMethod.ValueOf(payment.Provider, payment.Account, here == true);
        return await checkout.StartAsync(context, payment.OrderNumber, method, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task FollowAsync(
        string attemptId, [FromQuery] string? seen, HttpContext context, PaymentOwnership ownership, PaymentEventStream stream)
    {
        if (ownership.Owns(context, attemptId))
            await stream.SendAsync(context, attemptId, seen).ConfigureAwait(false);
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
