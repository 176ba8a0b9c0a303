using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Components;
using Pepay.Storefront.Host.Basket;
using Pepay.Storefront.Host.Catalogue;
using Pepay.Storefront.Host.Orders;
using Pepay.Storefront.Host.Pages;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Host;

/// <summary>The shop's pages and forms. Paying is not here: that is <c>MapPepayStorefront</c>.</summary>
internal static class ShopEndpoints
{
    public static void MapShop(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("").WithPepaySecurityHeaders();
        pages.MapGet("/", static ([FromQuery(Name = "q")] string? words) =>
            Page<HomePage>(new() { [nameof(HomePage.Words)] = string.IsNullOrWhiteSpace(words) ? null : words.Trim() }));
        pages.MapGet("/products/{id}", static (string id) => ProductCatalogue.Find(id) is null
            ? NotFound()
            : Page<ProductPage>(new() { [nameof(ProductPage.ProductId)] = id }));
        pages.MapGet("/basket", static () => Page<BasketPage>([]));
        pages.MapPost("/basket/add", (Delegate)AddToBasketAsync).RequirePepayFormToken();
        pages.MapPost("/basket/set", (Delegate)SetInBasketAsync).RequirePepayFormToken();
        pages.MapGet("/checkout", (Delegate)ShowCheckout);
        pages.MapPost("/checkout", PlaceOrderAsync).RequirePepayFormToken();
        pages.MapGet("/orders", ShowOrdersAsync);
        pages.MapGet("/orders/{key}", ShowOrderAsync);
        pages.MapFallback(static () => NotFound());
    }

    private static Task<IResult> AddToBasketAsync(HttpContext context) => ChangeBasketAsync(context, adding: true);

    private static Task<IResult> SetInBasketAsync(HttpContext context) => ChangeBasketAsync(context, adding: false);

    private static async Task<IResult> ChangeBasketAsync(HttpContext context, bool adding)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (ProductCatalogue.Find(form["product"].ToString()) is { } product
            && int.TryParse(form["quantity"], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity))
        {
            var basket = BasketCookie.Read(context.Request);
            var already = adding ? basket.QuantityOf(product) : 0;
            BasketCookie.Write(context.Response, basket.With(product, already + Math.Min(quantity, ShopBasket.MostOfOne)));
        }

        return new SeeOther("/basket");
    }

    private static IResult ShowCheckout(HttpContext context)
    {
        var basket = BasketCookie.Read(context.Request);
        return basket.Count == 0 ? new SeeOther("/basket") : Checkout(basket, CheckoutForm.Empty());
    }

    private static async Task<IResult> PlaceOrderAsync(HttpContext context, OrderStore orders, StorefrontCheckout checkout)
    {
        var cancellationToken = context.RequestAborted;
        var form = CheckoutForm.Read(await context.Request.ReadFormAsync(cancellationToken), PaymentMethods.FieldName);
        // The same form again, from a second click or the back button, goes on with the order that it placed.
        if (await orders.FindByCheckoutAsync(form.CheckoutId, cancellationToken) is { } placed)
        {
            // The answer to the first click is lost where the second one cancels it, and its cookie with it.
            OrderHistoryCookie.Add(context, placed);
            return await checkout.StartAsync(context, placed.Number, form.Method, cancellationToken);
        }

        var basket = BasketCookie.Read(context.Request);
        if (basket.Count == 0)
            return new SeeOther("/basket");
        if (!form.IsValid)
            return Checkout(basket, form, showProblems: true);

        var order = await orders.PlaceAsync(form.CheckoutId, form.Name, form.Email, basket, cancellationToken);
        BasketCookie.Write(context.Response, ShopBasket.Empty);
        OrderHistoryCookie.Add(context, order);
        return await checkout.StartAsync(context, order.Number, form.Method, cancellationToken);
    }

    private static async Task<IResult> ShowOrdersAsync(HttpContext context, OrderStore orders)
    {
        var found = await orders.ListByAccessKeysAsync(OrderHistoryCookie.Read(context.Request), context.RequestAborted);
        return Page<OrdersPage>(new() { [nameof(OrdersPage.Orders)] = found });
    }

    private static async Task<IResult> ShowOrderAsync(string key, OrderStore orders, CancellationToken cancellationToken) =>
        await orders.FindByAccessKeyAsync(key, cancellationToken) is { } order
            ? Page<OrderPage>(new() { [nameof(OrderPage.Order)] = order })
            : NotFound();

    private static RazorComponentResult<CheckoutPage> Checkout(ShopBasket basket, CheckoutForm form, bool showProblems = false) => Page<CheckoutPage>(
        new()
        {
            [nameof(CheckoutPage.Basket)] = basket,
            [nameof(CheckoutPage.Form)] = form,
            [nameof(CheckoutPage.ShowProblems)] = showProblems,
        },
        showProblems ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    private static IResult NotFound() => Page<MessagePage>(
        new()
        {
            [nameof(MessagePage.Title)] = "There is nothing here",
            [nameof(MessagePage.Text)] = "The address may be cut off, or what it showed is gone.",
        },
        StatusCodes.Status404NotFound);

    private static RazorComponentResult<T> Page<T>(Dictionary<string, object?> parameters, int statusCode = StatusCodes.Status200OK)
        where T : IComponent => new(parameters) { StatusCode = statusCode };
}
