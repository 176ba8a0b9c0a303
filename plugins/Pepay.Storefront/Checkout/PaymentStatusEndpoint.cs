using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Checkout;

/// <summary>
/// The payment status for a shop's own script: <c>GET /checkout/status/{attempt}</c>, or <c>GET /payment-status?{the provider's return parameter}=…</c> where a
/// provider has one, answers <c>{"status":"SUCCESS"}</c>, <c>FAILED</c> or <c>PENDING</c> to the browser that started the payment, and 404 to everybody else.
/// </summary>
internal static class PaymentStatusEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints, string path) =>
        endpoints.MapGet(path, FindAndAnswerAsync).WithPepaySecurityHeaders().AllowAnonymous();

    /// <summary>The status of one attempt, by our own id of it.</summary>
    public static async Task<IResult> AnswerByAttemptAsync(
        string attemptId, HttpContext context, IPaymentStore payments, PaymentOwnership ownership, PaymentHints hints) =>
        ownership.Owns(context, attemptId)
            ? await AnswerAsync(await payments.FindAsync(attemptId, context.RequestAborted).ConfigureAwait(false), context, ownership, hints).ConfigureAwait(false)
            : Results.NotFound();

    private static async Task<IResult> FindAndAnswerAsync(
        HttpContext context, PaymentProviders providers, IPaymentStore payments, PaymentOwnership ownership, PaymentHints hints) =>
        await AnswerAsync(await FindAsync(context, providers, payments).ConfigureAwait(false), context, ownership, hints).ConfigureAwait(false);

    private static async Task<IResult> AnswerAsync(Payment? payment, HttpContext context, PaymentOwnership ownership, PaymentHints hints)
    {
        if (payment is null || !ownership.Owns(context, payment.AttemptId))
            return Results.NotFound();

        payment = await hints.GiveAsync(payment.AttemptId, PaymentView.ReturnSource, context.RequestAborted).ConfigureAwait(false) ?? payment;
        return Results.Json(new StatusAnswer(StatusOf(payment)));
    }

    private static async Task<Payment?> FindAsync(HttpContext context, PaymentProviders providers, IPaymentStore payments)
    {
        foreach (var checkout in providers.All.OfType<IHostedCheckout>())
        {
            if (checkout.ReturnParameter is not { } parameter || context.Request.Query[parameter] is not [{ Length: > 0 } paymentId])
                continue;
            var (provider, account) = (checkout.Account.Provider.Name, checkout.Account.Account);
            if (await payments.FindByPaymentIdAsync(provider, account, paymentId, context.RequestAborted).ConfigureAwait(false) is { } payment)
                return payment;
        }

        return null;
    }

    private static string StatusOf(Payment payment) => payment.State switch
    {
        { WasPaid: true } => "SUCCESS",
        { Label: PaymentLabel.Expired or PaymentLabel.Failed or PaymentLabel.Cancelled or PaymentLabel.Superseded } => "FAILED",
        _ => "PENDING",
    };

    private sealed record StatusAnswer([property: JsonPropertyName("status")] string Status);
}
