using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Commerce;

/// <summary>Buying goods of other shops. Mapped only where the shop names a path and an account can do it.</summary>
internal static class CommerceEndpoints
{
    public const string WordsParameter = "q";
    public const string ProductField = "product";
    public const string QuantityField = "quantity";
    public const string TicketField = "ticket";
    public const string RefundField = "refund";
    public const string WalletField = "wallet";
    public const string NetworkField = "network";

    public static void Map(IEndpointRouteBuilder endpoints, string path)
    {
        var pages = endpoints.MapGroup(path).WithPepaySecurityHeaders().AllowAnonymous();
        SearchLimit.Require(pages.MapGet("", static ([FromQuery(Name = WordsParameter)] string? words, GoodsPages goods, HttpContext context) => goods.SearchAsync(words, context.RequestAborted)));
        SearchLimit.Require(pages.MapGet("/products/{productId}", static (string productId, [FromQuery(Name = WordsParameter)] string? words, GoodsPages goods, HttpContext context) =>
            goods.ShowProductAsync(productId, words, context.RequestAborted)));
        pages.MapGet("/wallet", static (GoodsPages goods, HttpContext context) => goods.ShowWallet(context));
        pages.MapPost("/wallet", static (GoodsPages goods, HttpContext context) => goods.ChooseWalletAsync(context, context.RequestAborted)).RequirePepayFormToken();
        pages.MapGet("/cart", static (CartPages cart, HttpContext context) => cart.ShowAsync(context, context.RequestAborted));
        SearchLimit.Require(pages.MapPost("/cart/add", static (CartPages cart, HttpContext context) => cart.AddAsync(context, context.RequestAborted)).RequirePepayFormToken());
        pages.MapPost("/cart/set", static (CartPages cart, HttpContext context) => cart.SetAsync(context, context.RequestAborted)).RequirePepayFormToken();
        pages.MapGet("/checkout", static (CommerceCheckoutPages checkout, HttpContext context) => checkout.EstimateAsync(context, context.RequestAborted));
        pages.MapPost("/checkout/address", static (CommerceCheckoutPages checkout, HttpContext context) =>
            checkout.SetAddressAsync(context, context.RequestAborted)).RequirePepayFormToken();
        pages.MapPost("/checkout/order", static (CommerceCheckoutPages checkout, HttpContext context) =>
            checkout.PlaceAsync(context, context.RequestAborted)).RequirePepayFormToken();
        pages.MapGet("/orders", static (CommerceOrderPages orders, HttpContext context) => orders.ListAsync(context, context.RequestAborted));
        pages.MapGet("/orders/{orderId}", static (string orderId, CommerceOrderPages orders, HttpContext context) =>
            orders.ShowAsync(context, orderId, problem: null, context.RequestAborted));
        pages.MapGet("/orders/{orderId}/cancel", static (string orderId, CommerceOrderPages orders, HttpContext context) =>
            orders.ShowCancelAsync(context, orderId, refund: "", problem: null, context.RequestAborted));
        pages.MapPost("/orders/{orderId}/cancel", static (string orderId, CommerceOrderPages orders, HttpContext context) =>
            orders.CancelAsync(context, orderId, context.RequestAborted)).RequirePepayFormToken();
        pages.MapGet("/orders/{orderId}/events", static (string orderId, CommerceOrderStream stream, HttpContext context, [FromQuery] string? seen) =>
            stream.SendAsync(context, orderId, seen));
    }
}
