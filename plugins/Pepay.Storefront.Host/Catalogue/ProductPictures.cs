using Microsoft.AspNetCore.Components;

namespace Pepay.Storefront.Host.Catalogue;

/// <summary>The shop's own drawings, put into pages as they are.</summary>
internal static class ProductPictures
{
    private static readonly Dictionary<string, MarkupString> ById = ProductCatalogue.All.ToDictionary(static p => p.Id, Read);

    public static MarkupString Of(Product product) => ById[product.Id];

    private static MarkupString Read(Product product)
    {
        var name = $"art/{product.Id}.svg";
        using var stream = typeof(ProductPictures).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The shop was built without the picture {name}.");
        using var reader = new StreamReader(stream);
        return new MarkupString(reader.ReadToEnd().Replace("role=\"img\"", $"role=\"img\" aria-label=\"{product.PictureText}\"", StringComparison.Ordinal));
    }
}
