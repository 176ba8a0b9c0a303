using Pepay.Runtime.Payments;
using Pepay.Storefront.Host.Catalogue;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Host.Basket;

/// <summary>What a shopper wants to buy, with prices as they are now.</summary>
public sealed record ShopBasket(IReadOnlyList<BasketLine> Lines)
{
    public const int MostOfOne = 9;
    private const long ShippingInCents = 6_00;
    private const long FreeShippingFromCents = 100_00;

    public static ShopBasket Empty { get; } = new([]);

    /// <summary>The currency that the shop sells in.</summary>
    public string Currency { get; init; } = ShopSettings.UsualCurrency;

    public int Count => Lines.Sum(static line => line.Quantity);

    public Money Subtotal => InCents(SubtotalInCents);

    public Money Shipping => InCents(ShippingCents);

    public Money Total => InCents(SubtotalInCents + ShippingCents);

    public Money UntilFreeShipping => InCents(Math.Max(0, FreeShippingFromCents - SubtotalInCents));

    private long SubtotalInCents => Lines.Sum(static line => line.Product.PriceInCents * line.Quantity);

    private long ShippingCents => Lines.Count == 0 || SubtotalInCents >= FreeShippingFromCents ? 0 : ShippingInCents;

    /// <summary>The basket with this many of a product; zero removes it.</summary>
    public ShopBasket With(Product product, int quantity)
    {
        var line = new BasketLine(product, Math.Clamp(quantity, 0, MostOfOne), product.PriceIn(Currency));
        var known = Lines.Any(each => each.Product == product);
        var lines = known ? Lines.Select(each => each.Product == product ? line : each) : Lines.Append(line);
        return this with { Lines = [.. lines.Where(static each => each.Quantity > 0)] };
    }

    public int QuantityOf(Product product) => Lines.FirstOrDefault(line => line.Product == product)?.Quantity ?? 0;

    private Money InCents(long cents) => Money.FromMinorUnits(cents, Currency);
}

public sealed record BasketLine(Product Product, int Quantity, Money Price)
{
    public Money Total => Price with { Amount = Price.Amount * Quantity };
}
