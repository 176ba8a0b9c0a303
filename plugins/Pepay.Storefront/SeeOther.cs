using Microsoft.AspNetCore.Http;

namespace Pepay.Storefront;

/// <summary>303: the browser follows with GET whatever it sent, so that a reload sends nothing twice. For the shop's own forms too.</summary>
/// <param name="target">Where to: never an address that a request brought along.</param>
public sealed class SeeOther(string target) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = target;
        return Task.CompletedTask;
    }
}
