using System.Net;

namespace Pepay.Runtime.Http;

/// <summary>Makes the HTTP client that transports share.</summary>
public static class ApiHttpClient
{
    /// <summary>
    /// A client with pooled connections that follow DNS changes, no cookies, no redirects (they would carry the credentials to another
    /// host), and no time-out of its own (the transport has one per try). Share it, and dispose it when the program ends.
    /// </summary>
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
