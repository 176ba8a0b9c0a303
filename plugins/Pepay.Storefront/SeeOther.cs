using Microsoft.AspNetCore.Http;

namespace Pepay.Storefront;

/// <summary>303: the browser follows with GET whatever it sent, so that a reload sends nothing twice.</summary>
internal sealed class SeeOther(string target) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = target;
        return Task.CompletedTask;
    }
}
