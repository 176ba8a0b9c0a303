using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Commerce;
using Pepay.Storefront.Commerce.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>Search, one product, and the choice of a wallet.</summary>
internal sealed class GoodsPages(CommerceDesk desk, StorefrontUrls urls)
{
    private const int LongestWords = 100;

    public async Task<IResult> SearchAsync(string? words, CancellationToken cancellationToken)
    {
        var wanted = Clean(words);
        // Searched for or not: whoever could not buy anything should hear it before the search, not after.
        var availableAsked = desk.AskAsync(() => desk.Account.IsAvailableAsync(cancellationToken));
        var foundAsked = wanted.Length == 0 ? null : desk.AskAsync(() => desk.Account.SearchAsync(wanted, cancellationToken));
        var found = foundAsked is null ? [] : await foundAsked.ConfigureAwait(false);
        var available = await availableAsked.ConfigureAwait(false) && found is not null;
        return PageResults.Page<GoodsPage>(
            new()
            {
                [nameof(GoodsPage.Words)] = wanted,
                [nameof(GoodsPage.Products)] = found ?? [],
                [nameof(GoodsPage.IsAvailable)] = available,
            },
            available ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    public async Task<IResult> ShowProductAsync(string productId, string? words, CancellationToken cancellationToken)
    {
        if (await FindAsync(productId, words, cancellationToken).ConfigureAwait(false) is not ({ } product, { } offers))
            return CommerceDesk.NotFound();
        return PageResults.Page<GoodsProductPage>(new()
        {
            [nameof(GoodsProductPage.Product)] = product,
            [nameof(GoodsProductPage.Offers)] = offers,
            [nameof(GoodsProductPage.Words)] = Clean(words),
        });
    }

    /// <summary>A product with its offers. Its title comes from the search that found it: nothing that a page or form says about a product counts.</summary>
    public async Task<(CommerceProduct? Product, CommerceOffers? Offers)> FindAsync(string productId, string? words, CancellationToken cancellationToken)
    {
        if (Clean(words) is not { Length: > 0 } wanted)
            return default;
        var foundAsked = desk.AskAsync(() => desk.Account.SearchAsync(wanted, cancellationToken));
        var offersAsked = desk.AskAsync(() => desk.Account.FindOffersAsync(productId, cancellationToken));
        var found = await foundAsked.ConfigureAwait(false);
        var offers = await offersAsked.ConfigureAwait(false);
        return (found?.FirstOrDefault(product => product.Id == productId), offers);
    }

    public IResult ShowWallet(HttpContext context) => WalletPage(desk.Visitor(context), "", "", problem: null);

    /// <summary>Once somebody has a cart or orders, they keep the name under which they have them.</summary>
    public async Task<IResult> ChooseWalletAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not null)
            return new SeeOther(urls.Commerce("wallet"));
        var form = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var (address, network) = (form[CommerceEndpoints.WalletField].ToString().Trim(), form[CommerceEndpoints.NetworkField].ToString());
        if (!desk.Account.IsWalletAddress(address, network))
            return WalletPage(null, address, network, Texts.WalletProblem);
        desk.Remember(context, CommerceVisitor.New(new CommerceWallet(address, network)));
        return new SeeOther(urls.Commerce("cart"));
    }

    private IResult WalletPage(CommerceVisitor? visitor, string address, string network, string? problem) => PageResults.Page<WalletPage>(
        new()
        {
            [nameof(Pages.WalletPage.Networks)] = desk.Account.WalletNetworks,
            [nameof(Pages.WalletPage.Shopper)] = visitor?.Shopper,
            [nameof(Pages.WalletPage.Address)] = address,
            [nameof(Pages.WalletPage.NetworkId)] = network,
            [nameof(Pages.WalletPage.Problem)] = problem,
        },
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static string Clean(string? words) => words?.Trim() is { } text ? text.Length <= LongestWords ? text : text[..LongestWords] : "";
}
