using System.Globalization;

namespace Pepay.Runtime.Http;

/// <summary>
/// A call that failed. The message names the operation, the status, the provider's error code and request id, and what to do; it never
/// has a credential or a body in it.
/// </summary>
public class ApiException : Exception
{
    /// <summary>An answer that is a failure.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="errorCode">The provider's own error code, when the body has one.</param>
    public ApiException(ApiResponse response, string? errorCode = null)
        : this(response, Describe(response, errorCode), errorCode, null)
    {
    }

    /// <summary>An answer that cannot be used although it arrived, such as a body that does not parse.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="message">What is wrong with it and where.</param>
    /// <param name="innerException">The cause.</param>
    public ApiException(ApiResponse response, string message, Exception? innerException)
        : this(response, message, null, innerException)
    {
    }

    /// <summary>A call whose answer arrived and cannot be used, or that was never sent; the message says which.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    public ApiException(ApiOperation operation, string message)
        : this(operation, message, outcomeUnknown: false, innerException: null)
    {
    }

    internal ApiException(ApiOperation operation, string message, bool outcomeUnknown, Exception? innerException = null)
        : base(message, innerException)
    {
        OperationId = operation.Id;
        OutcomeUnknown = outcomeUnknown;
    }

    private ApiException(ApiResponse response, string message, string? errorCode, Exception? innerException)
        : base(message, innerException)
    {
        OperationId = response.Operation.Id;
        StatusCode = response.StatusCode;
        RequestId = response.RequestId;
        ErrorCode = errorCode;
        ResponseBody = response.Body;
        RetryAfter = response.RetryAfter;
        Headers = response.Headers;
    }

    /// <summary>The operation id of the specification.</summary>
    public string OperationId { get; }

    /// <summary>The HTTP status; null when no answer arrived, or nothing was sent.</summary>
    public int? StatusCode { get; }

    /// <summary>The provider's id of the request, for its support.</summary>
    public string? RequestId { get; }

    /// <summary>The provider's own error code.</summary>
    public string? ErrorCode { get; }

    /// <summary>The answer's body; empty when there was none. May hold personal data: not for logs.</summary>
    public ReadOnlyMemory<byte> ResponseBody { get; }

    /// <summary>How long the provider asks to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The answer's headers, names in any case; none when no answer arrived. May hold personal data: not for logs.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    /// <summary>
    /// True when no answer arrived and the request may have been carried out. Repeat it with the same idempotency key, or look the
    /// result up; never repeat it with a new key.
    /// </summary>
    public bool OutcomeUnknown { get; }

    private static string Describe(ApiResponse response, string? errorCode)
    {
        var code = errorCode is null ? "" : $", error code {Token(errorCode)}";
        var request = response.RequestId is null ? "" : $", request id {Token(response.RequestId)}";
        return string.Create(CultureInfo.InvariantCulture, $"Operation {response.Operation.Id} was answered with status {response.StatusCode}{code}{request}. {Advice(response)}");
    }

    // What a remote party sends goes into logs as one short printable word.
    private static string Token(string text) => string.Concat(text.Take(100).Select(c => char.IsControl(c) ? '?' : c));

    private static string Advice(ApiResponse response) => response.StatusCode switch
    {
        401 => "The credentials are missing or wrong: check the configured keys of this account.",
        403 => "The credentials are not allowed to do this: check their scope and environment.",
        404 => "There is no such resource for these credentials: check the id and the environment.",
        409 => "The request is in conflict with another one: read the current state before trying again.",
        429 when response.RetryAfter is { } wait => string.Create(CultureInfo.InvariantCulture, $"Too many requests: wait {wait.TotalSeconds:0} s."),
        429 => "Too many requests: wait before trying again.",
        >= 300 and < 400 => "Redirects are not followed, because they would carry the credentials along: check the base URL.",
        >= 500 => "The provider has a fault: try again later with the same idempotency key.",
        _ => "The provider refuses this request: see the error it sent.",
    };
}
