using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Checkout;

/// <summary>The payer's way on a page of the shop: choose a token, see address and amount, send it.</summary>
internal static class EmbeddedEndpoints
{
    public const string AssetField = "asset";
    public const string EmailField = "email";

    /// <summary>In front of a question's id in a field's name.</summary>
    public const string AnswerPrefix = "answer-";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/pay/{attemptId}", static (string attemptId, [FromQuery] bool? choose, EmbeddedPages payments, HttpContext context) =>
            payments.ShowAsync(context, attemptId, choose == true, context.RequestAborted));
        pages.MapPost("/pay/{attemptId}", static (string attemptId, EmbeddedPages payments, HttpContext context) =>
            payments.QuoteAsync(context, attemptId, context.RequestAborted)).RequirePepayFormToken();
        pages.MapGet("/pay/{attemptId}/receipt", static (string attemptId, EmbeddedPages payments, HttpContext context) =>
            payments.ShowReceiptAsync(context, attemptId, context.RequestAborted));
        pages.MapPost("/pay/{attemptId}/receipt", static (string attemptId, EmbeddedPages payments, HttpContext context) =>
            payments.SetReceiptAsync(context, attemptId, context.RequestAborted)).RequirePepayFormToken();
    }
}
