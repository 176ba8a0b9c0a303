using Microsoft.AspNetCore.Http.HttpResults;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Pages;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Host;

/// <summary>What holds for every request: a page for errors, https in a shop that takes real money, static files.</summary>
internal static class ShopProtection
{
    public static void UseShopProtection(this WebApplication app, ShopSettings settings)
    {
        app.UseExceptionHandler(static errors => errors.Run(static context =>
        {
            SecurityHeaders.Apply(context);
            return Failed().ExecuteAsync(context);
        }));
        if (settings is { IsLive: true, PublicUrl: { } publicUrl })
            app.Use((context, next) => RequireHttpsAsync(context, next, publicUrl));
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = static file =>
            {
                SecurityHeaders.Apply(file.Context);
                file.Context.Response.Headers.CacheControl = "no-cache";
            },
        });
    }

    private static Task RequireHttpsAsync(HttpContext context, RequestDelegate next, Uri publicUrl)
    {
        if (context.Request.IsHttps)
        {
            context.Response.Headers.StrictTransportSecurity = "max-age=31536000";
            return next(context);
        }

        // What a form or a webhook carries was readable on the way already; it must not seem to have worked.
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            // A provider sends a webhook again after 503, so that none is lost until the shop's proxy is set right.
            var isWebhook = context.Request.Path.StartsWithSegments("/webhooks");
            context.Response.StatusCode = isWebhook ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync(
                $"This shop takes real money and answers over https only: {publicUrl}{Environment.NewLine}" +
                "Behind a proxy that ends https, set ASPNETCORE_FORWARDEDHEADERS_ENABLED=true.",
                context.RequestAborted);
        }

        context.Response.Redirect(publicUrl.AbsoluteUri.TrimEnd('/') + context.Request.Path + context.Request.QueryString, permanent: false);
        return Task.CompletedTask;
    }

    private static RazorComponentResult<MessagePage> Failed() =>
        new(new Dictionary<string, object?>
        {
            [nameof(MessagePage.Title)] = "Something went wrong on our side",
            [nameof(MessagePage.Text)] = "It has been noted. If you were paying: nothing is lost, and reloading the page is safe.",
        })
        {
            StatusCode = StatusCodes.Status500InternalServerError,
        };
}
