using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pepay.Storefront.Assets;

namespace Pepay.Storefront;

/// <summary>The addresses of the payment pages, as seen from the current request.</summary>
internal sealed class StorefrontUrls(IHttpContextAccessor accessor, IOptions<StorefrontOptions> options)
{
    private readonly StorefrontOptions options = options.Value;

    private HttpRequest Request => accessor.HttpContext?.Request
        ?? throw new InvalidOperationException("Payment pages are rendered inside a request; there is none here.");

    /// <summary>The address under which the world sees this shop.</summary>
    private string Public => options.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{Request.Scheme}://{Request.Host}{Request.PathBase}";

    public string Home => Local(options.HomePath);

    public string Start => Checkout("start");

    public string Stylesheet => Checkout("assets/" + StorefrontAssets.Stylesheet.VersionedName);

    public string Script => Checkout("assets/" + StorefrontAssets.Script.VersionedName);

    public string Merchant => Local(options.MerchantPath);

    public string Return(string attemptId) => Checkout("return/" + attemptId);

    public string Retry(string attemptId, bool embedded = false) => Checkout("retry/" + attemptId + (embedded ? "?here=true" : ""));

    /// <summary>The page of the shop on which an embedded payment is made.</summary>
    public string Pay(string attemptId) => Checkout("pay/" + attemptId);

    public string Receipt(string attemptId) => Pay(attemptId) + "/receipt";

    public string Events(string attemptId) => Checkout($"status/{attemptId}/events");

    /// <summary>Makes addresses that payers come back to.</summary>
    public Func<string, Uri> Absolute(string page)
    {
        var root = $"{Public}{options.CheckoutPath}/{page}/";
        return attemptId => new Uri(root + attemptId);
    }

    /// <summary>A page of goods of other shops; without a path, their start page.</summary>
    public string Commerce(string path = "") => Local(options.CommercePath + (path.Length == 0 ? "" : "/" + path));

    public string MerchantPage(string path) => Merchant + "/" + path;

    /// <summary>A path of the shop with the path base in front.</summary>
    public string Local(string path) => Request.PathBase.Value + path;

    private string Checkout(string path) => Local($"{options.CheckoutPath}/{path}");
}
