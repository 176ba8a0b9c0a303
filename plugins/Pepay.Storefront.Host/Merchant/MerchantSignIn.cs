using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Pages;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Host.Merchant;

/// <summary>
/// Who may see the merchant area: whoever knows the configured password; in a demonstration also whoever reads the console and opens the link
/// printed there. Without either it does not exist.
/// </summary>
internal sealed class MerchantSignIn(ShopSettings settings, OneTimeLink link, TimeProvider time) : IDisposable
{
    public const string Policy = "merchant";
    public const string Path = "/merchant/sign-in";
    public const string SignOutPath = "/merchant/sign-out";
    public const string PasswordField = "password";
    private const string Role = "merchant";
    private const int TriesPerMinute = 10;

    // For each address, so that nobody else's guesses lock the merchant out; of IPv6, whoever has one address has the 2^64 around it too.
    private readonly PartitionedRateLimiter<IPAddress?> tries = PartitionedRateLimiter.Create<IPAddress?, string>(static address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address switch
            {
                null => "",
                { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
                { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
                _ => address.ToString(),
            },
            static _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<OneTimeLink>();
        services.AddSingleton<MerchantSignIn>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static options =>
        {
            options.Cookie.Name = "merchant";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
            options.Events.OnRedirectToLogin = static context => RefuseAsync(context.HttpContext);
            options.Events.OnRedirectToAccessDenied = static context => RefuseAsync(context.HttpContext);
        });
        services.AddAuthorizationBuilder().AddPolicy(Policy, static policy => policy.RequireRole(Role));
    }

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup(Path).WithPepaySecurityHeaders().AllowAnonymous();
        pages.MapGet("", static (string? token, MerchantSignIn signIn, HttpContext context) => signIn.ShowAsync(token, context));
        pages.MapPost("", static (MerchantSignIn signIn, HttpContext context) => signIn.TryAsync(context)).RequirePepayFormToken();
        endpoints.MapPost(SignOutPath, (Delegate)CloseAsync).WithPepaySecurityHeaders().RequirePepayFormToken().AllowAnonymous();
    }

    public void Dispose() => tries.Dispose();

    private static async Task<IResult> CloseAsync(HttpContext context)
    {
        await context.SignOutAsync();
        return new SeeOther("/");
    }

    private async Task<IResult> ShowAsync(string? token, HttpContext context)
    {
        if (token is null && settings.MerchantPasswordHash is not null)
            return Form(problem: null);
        if (settings.Mode != ShopMode.Simulator || !link.TryUse(token))
            return Closed("This link no longer opens anything", "It works once and for an hour. Start the shop again to get a new one.");
        return await OpenAsync(context);
    }

    private async Task<IResult> TryAsync(HttpContext context)
    {
        if (settings.MerchantPasswordHash is not { } hash)
            return Closed("The merchant area is closed", "No password is configured.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        using var permit = tries.AttemptAcquire(context.Connection.RemoteIpAddress);
        if (!permit.IsAcquired)
            return Form("Too many tries. Wait a minute, then try again.", StatusCodes.Status429TooManyRequests);
        return MerchantPassword.Opens(hash, form[PasswordField].ToString())
            ? await OpenAsync(context)
            : Form("This is not the password.", StatusCodes.Status403Forbidden);
    }

    private async Task<IResult> OpenAsync(HttpContext context)
    {
        Claim[] claims = [new(ClaimTypes.Name, "merchant"), new(ClaimTypes.Role, Role)];
        await context.SignInAsync(
            new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)),
            new AuthenticationProperties { IssuedUtc = time.GetUtcNow() });
        return new SeeOther("/merchant");
    }

    private static Task RefuseAsync(HttpContext context)
    {
        SecurityHeaders.Apply(context);
        IResult answer = context.RequestServices.GetRequiredService<ShopSettings>().MerchantPasswordHash is null
            ? Closed("The merchant area is closed", "Open the sign-in link that the shop printed when it started.")
            : Form(problem: null, StatusCodes.Status403Forbidden);
        return answer.ExecuteAsync(context);
    }

    private static RazorComponentResult<SignInPage> Form(string? problem, int statusCode = StatusCodes.Status200OK) =>
        new(new Dictionary<string, object?> { [nameof(SignInPage.Problem)] = problem }) { StatusCode = statusCode };

    private static RazorComponentResult<MessagePage> Closed(string title, string text) =>
        new(new Dictionary<string, object?> { [nameof(MessagePage.Title)] = title, [nameof(MessagePage.Text)] = text })
        {
            StatusCode = StatusCodes.Status403Forbidden,
        };
}
