using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Pepay.Storefront.Security;

/// <summary>Refuses forms that do not come from the shop's own pages.</summary>
public static class FormChecks
{
    /// <summary>
    /// Answers a form without a valid anti-forgery token with a page that says so (400), before the endpoint runs. Put
    /// <see cref="Components.FormToken"/> into the form. Needs no middleware.
    /// </summary>
    public static TBuilder RequirePepayFormToken<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Asked here rather than by the framework's middleware, so that a shop cannot forget to put that in place.
        builder.DisableAntiforgery();
        return builder.AddEndpointFilter(static async (context, next) =>
        {
            var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
            return await antiforgery.IsRequestValidAsync(context.HttpContext).ConfigureAwait(false)
                ? await next(context).ConfigureAwait(false)
                : PageResults.FormExpired();
        });
    }
}
