using System.Globalization;
using Pepay.Storefront.Host.Catalogue;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Host.Basket;

/// <summary>Keeps the basket in the browser: product ids and quantities, never prices.</summary>
internal static class BasketCookie
{
    private const string Name = "basket";

    public static ShopBasket Read(HttpRequest request)
    {
        var basket = ShopBasket.Empty with { Currency = request.HttpContext.RequestServices.GetRequiredService<ShopSettings>().Currency };
        foreach (var part in (request.Cookies[Name] ?? "").Split('_', StringSplitOptions.RemoveEmptyEntries).Take(ProductCatalogue.All.Count))
        {
            var dot = part.LastIndexOf('.');
            if (dot > 0 && ProductCatalogue.Find(part[..dot]) is { } product
                && int.TryParse(part.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var quantity))
            {
                basket = basket.With(product, quantity);
            }
        }

        return basket;
    }

    public static void Write(HttpResponse response, ShopBasket basket) => response.Cookies.Append(
        Name,
        string.Join('_', basket.Lines.Select(static line => string.Create(CultureInfo.InvariantCulture, $"{line.Product.Id}.{line.Quantity}"))),
        new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = response.HttpContext.Request.IsHttps,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(30),
        });
}
