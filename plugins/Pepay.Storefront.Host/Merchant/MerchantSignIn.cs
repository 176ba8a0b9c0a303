using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Pepay.Storefront.Host.Pages;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Host.Merchant;

/// <summary>Who may see the merchant area of the demonstration: whoever reads the console and opens the link printed there.</summary>
internal static class MerchantSignIn
{
    public const string Policy = "merchant";
    public const string Path = "/merchant/sign-in";
    private const string Role = "merchant";

    public static void AddMerchantSignIn(this IServiceCollection services)
    {
        services.AddSingleton<OneTimeLink>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = "merchant";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
            options.Events.OnRedirectToLogin = static context => RefuseAsync(context.HttpContext);
            options.Events.OnRedirectToAccessDenied = static context => RefuseAsync(context.HttpContext);
        });
        services.AddAuthorizationBuilder().AddPolicy(Policy, static policy => policy.RequireRole(Role));
    }

    public static void MapMerchantSignIn(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, SignInAsync).WithPepaySecurityHeaders().AllowAnonymous();

    private static async Task<IResult> SignInAsync(string? token, OneTimeLink link, HttpContext context)
    {
        if (!link.TryUse(token))
            return Closed("This link no longer opens anything", "It works once and for an hour. Start the shop again to get a new one.");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, Role)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        return Results.LocalRedirect("/merchant");
    }

    private static Task RefuseAsync(HttpContext context)
    {
        SecurityHeaders.Apply(context);
        return Closed("The merchant area is closed", "Open the sign-in link that the shop printed when it started.").ExecuteAsync(context);
    }

    private static RazorComponentResult<MessagePage> Closed(string title, string text) =>
        new(new Dictionary<string, object?> { [nameof(MessagePage.Title)] = title, [nameof(MessagePage.Text)] = text })
        {
            StatusCode = StatusCodes.Status403Forbidden,
        };
}
