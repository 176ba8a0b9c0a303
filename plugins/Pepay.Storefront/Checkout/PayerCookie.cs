using Microsoft.AspNetCore.Http;

namespace Pepay.Storefront.Checkout;

/// <summary>How the payment pages keep something in a payer's browser.</summary>
internal static class PayerCookie
{
    public static void Write(HttpContext context, string name, string value, TimeSpan maxAge) => context.Response.Cookies.Append(name, value, Options(context, maxAge));

    public static void Delete(HttpContext context, string name) => context.Response.Cookies.Delete(name, Options(context, maxAge: null));

    private static CookieOptions Options(HttpContext context, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        // Lax: the provider's page leads back here by a link or redirect, and the payer must still be known.
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        IsEssential = true,
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
        MaxAge = maxAge,
    };
}
