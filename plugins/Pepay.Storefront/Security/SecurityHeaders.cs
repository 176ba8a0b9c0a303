using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Storefront.Security;

/// <summary>The response headers of pages that start or show payments.</summary>
public static class SecurityHeaders
{
    /// <summary>
    /// Adds a strict Content-Security-Policy (own styles and scripts only, no framing), nosniff and no-store to these endpoints. Use it
    /// for the shop's own pages that contain a payment form: the policy allows the form to lead to the providers' pages.
    /// </summary>
    public static TBuilder WithPepaySecurityHeaders<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddEndpointFilter(static (context, next) =>
        {
            Apply(context.HttpContext);
            return next(context);
        });
    }

    /// <summary>Adds the same headers to one answer, for those that no endpoint writes, such as a refusal by the shop's sign-in.</summary>
    public static void Apply(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
            $"form-action {FormTargets(context)}; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
    }

    // Browsers hold the redirect after a form post against form-action, and only the provider knows where its page is.
    private static string FormTargets(HttpContext context)
    {
        var providers = context.RequestServices.GetRequiredService<PaymentProviders>();
        var testMoney = providers.All.Any(static p => p.Account.Environment == PaymentEnvironment.Test);
        return testMoney ? "'self' https: http://localhost:* http://127.0.0.1:*" : "'self' https:";
    }
}
