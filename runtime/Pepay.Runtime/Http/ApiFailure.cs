using System.Globalization;
using System.Net.Sockets;
using Pepay.Runtime.Providers;
using Polly.Timeout;

namespace Pepay.Runtime.Http;

/// <summary>What a failed try says about the request: worth repeating, and possibly carried out.</summary>
internal static class ApiFailure
{
    // A server that goes while HttpClient connects to it can surface as the bare exception of the socket.
    public static bool IsTransient(Exception exception) =>
        exception is HttpRequestException or TimeoutRejectedException or IOException or SocketException || IsClientTimeout(exception);

    public static bool IsNoAnswer(Exception exception, CancellationToken caller) => !caller.IsCancellationRequested && IsTransient(exception);

    /// <summary>False only where no connection was made, so that nothing can have reached the provider.</summary>
    public static bool MayHaveArrived(Exception exception) => exception is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    public static ApiException NoAnswer(ApiCall call, ProviderDescriptor provider, Exception cause)
    {
        var reason = cause switch
        {
            TimeoutRejectedException => string.Create(CultureInfo.InvariantCulture, $"no answer within {provider.Retry.Timeout.TotalSeconds:0.#} s"),
            HttpRequestException http => $"no answer ({http.HttpRequestError})",
            _ => "the connection broke",
        };
        var advice = (call.OutcomeUnknown, call.HasKey) switch
        {
            (true, true) => "It may have been carried out: repeat it with the same idempotency key, or look the result up.",
            (true, false) => "It may have been carried out: look the result up before sending it again.",
            _ => "Nothing was changed: check the network and the base URL, then try again.",
        };
        return new ApiException(call.Request.Operation, string.Create(
            CultureInfo.InvariantCulture,
            $"Operation {call.Request.Operation.Id} of {provider.DisplayName}: {reason}, tried {call.Tries} time(s). {advice}"), call.OutcomeUnknown, cause);
    }

    private static bool IsClientTimeout(Exception exception) => exception is TaskCanceledException { InnerException: TimeoutException };
}
