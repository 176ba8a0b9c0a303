using Pepay.Runtime.Payments;

namespace Pepay.Storefront.Host.Catalogue;

/// <summary>Something the shop sells.</summary>
/// <param name="Id">The key in addresses and baskets; also the name of its picture.</param>
/// <param name="Name">What it is called.</param>
/// <param name="PriceInCents">The price in the smallest unit of the shop's currency.</param>
/// <param name="Line">One line below the name.</param>
/// <param name="Description">What the product page says.</param>
/// <param name="PictureText">What the picture shows.</param>
/// <param name="Details">Facts, one per row.</param>
public sealed record Product(
    string Id, string Name, long PriceInCents, string Line, string Description, string PictureText, IReadOnlyList<ProductDetail> Details)
{
    public Money PriceIn(string currency) => Money.FromMinorUnits(PriceInCents, currency);
}

public sealed record ProductDetail(string Term, string Value);
