using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Pepay.Storefront.Assets;

/// <summary>The library's stylesheet and script, served from the assembly under a name that changes with their content.</summary>
internal static class StorefrontAssets
{
    public static Asset Stylesheet { get; } = Load("storefront.css", "text/css; charset=utf-8");

    public static Asset Script { get; } = Load("storefront.js", "text/javascript; charset=utf-8");

    public static void Map(IEndpointRouteBuilder checkout)
    {
        checkout.MapGet("/assets/{name}", static (string name, HttpContext context) =>
        {
            var asset = name == Stylesheet.VersionedName ? Stylesheet : name == Script.VersionedName ? Script : null;
            if (asset is null)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(asset.Content, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
        }).AllowAnonymous();
    }

    private static Asset Load(string name, string contentType)
    {
        using var stream = typeof(StorefrontAssets).Assembly.GetManifestResourceStream("assets/" + name)
            ?? throw new InvalidOperationException($"The assembly was built without its resource assets/{name}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(name, Convert.ToHexString(SHA256.HashData(content))[..10], contentType, content);
    }

    internal sealed record Asset(string Name, string Version, string ContentType, byte[] Content)
    {
        public string VersionedName { get; } = $"{Version}.{Name}";
    }
}
