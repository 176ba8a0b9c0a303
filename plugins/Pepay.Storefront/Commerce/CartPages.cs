using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Commerce;
using Pepay.Storefront.Commerce.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>What a shopper has collected. The cart is the provider's; the browser only says whose it is.</summary>
internal sealed class CartPages(CommerceDesk desk, GoodsPages goods, StorefrontUrls urls)
{
    public const int MostOfOne = 99;

    public async Task<IResult> ShowAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var visitor = desk.Visitor(context);
        var items = visitor is null ? [] : await desk.AskAsync(() => desk.Account.GetCartAsync(visitor.Shopper, cancellationToken)).ConfigureAwait(false);
        return items is null ? CommerceDesk.Silent() : PageResults.Page<CartPage>(new()
        {
            [nameof(CartPage.Items)] = items,
            [nameof(CartPage.Shopper)] = visitor?.Shopper,
        });
    }

    public async Task<IResult> AddAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var words = form[CommerceEndpoints.WordsParameter].ToString();
        var (product, offers) = await goods.FindAsync(form[CommerceEndpoints.ProductField].ToString(), words, cancellationToken).ConfigureAwait(false);
        if (product is null || offers is null)
            return CommerceDesk.NotFound();
        if (offers.Offers.FirstOrDefault(static offer => offer.IsAvailable) is not { } best)
            return PageResults.Problem(StatusCodes.Status409Conflict, Texts.SoldOutTitle, Texts.SoldOutText);

        var visitor = desk.Visitor(context) ?? CommerceVisitor.New();
        var cart = await desk.AskAsync(() => desk.Account.GetCartAsync(visitor.Shopper, cancellationToken)).ConfigureAwait(false);
        if (cart is null)
            return CommerceDesk.Silent();
        var already = cart.FirstOrDefault(item => item.ProductId == product.Id)?.Quantity ?? 0;
        var item = new CommerceItem(product.Id, offers.Retailer, product.Title, best.Price, Math.Min(MostOfOne, already + Math.Max(1, Quantity(form))));
        if (await desk.DoAsync(() => desk.Account.SetCartItemAsync(visitor.Shopper, item, cancellationToken)).ConfigureAwait(false) != CommerceOutcome.Done)
            return CommerceDesk.Silent();
        desk.Remember(context, visitor);
        return new SeeOther(urls.Commerce("cart"));
    }

    public async Task<IResult> SetAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not { } visitor)
            return new SeeOther(urls.Commerce("cart"));
        var form = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var productId = form[CommerceEndpoints.ProductField].ToString();
        var outcome = await desk.DoAsync(async () =>
        {
            var cart = await desk.Account.GetCartAsync(visitor.Shopper, cancellationToken).ConfigureAwait(false);
            if (cart.FirstOrDefault(item => item.ProductId == productId) is { } item)
                await desk.Account.SetCartItemAsync(visitor.Shopper, item with { Quantity = Quantity(form) }, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return outcome == CommerceOutcome.Done ? new SeeOther(urls.Commerce("cart")) : CommerceDesk.Silent();
    }

    private static int Quantity(IFormCollection form) =>
        int.TryParse(form[CommerceEndpoints.QuantityField], NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) ? Math.Min(quantity, MostOfOne) : 1;
}
