using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>Keeps one visitor from using up what the account may ask its provider for: nobody needs to be known to search.</summary>
internal sealed class SearchLimit(IOptions<StorefrontOptions> options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<HttpContext> limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetFixedWindowLimiter(
            VisitorOf(context.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.CommerceSearchesPerMinute, Window = Window }));

    /// <summary>Answers a request that costs a search or another question to the provider with 429 when its visitor had too many within a minute.</summary>
    public static void Require(IEndpointConventionBuilder endpoint) => endpoint.AddEndpointFilter(static async (context, next) =>
    {
        var http = context.HttpContext;
        using var permit = http.RequestServices.GetRequiredService<SearchLimit>().limiter.AttemptAcquire(http);
        if (permit.IsAcquired)
            return await next(context).ConfigureAwait(false);
        http.Response.Headers.RetryAfter = Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return PageResults.Problem(StatusCodes.Status429TooManyRequests, Texts.CommerceTooManyTitle, Texts.CommerceTooManyText);
    });

    public void Dispose() => limiter.Dispose();

    // Of IPv6, whoever has one address has the 2^64 around it too.
    private static string VisitorOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
