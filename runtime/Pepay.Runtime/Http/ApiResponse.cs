using System.Net.Http.Headers;
using System.Text;

namespace Pepay.Runtime.Http;

/// <summary>A whole answer, whatever its status; the body is fully read. Immutable.</summary>
public sealed class ApiResponse
{
    /// <summary>The operation that was called.</summary>
    public required ApiOperation Operation { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The body's bytes; empty when there was none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The media type without parameters, as sent; null when there was none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The provider's id of this request, for its support; null when it sent none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the provider asks to wait (<c>Retry-After</c>, from the moment of the answer); null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The response headers, names in any case; several values of one name are joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>The body as text, in the character set that the answer names, else UTF-8.</summary>
    public string Text()
    {
        var encoding = Encoding.UTF8;
        try
        {
            if (MediaTypeHeaderValue.TryParse(Header("Content-Type"), out var type) && type.CharSet is { } name)
                encoding = Encoding.GetEncoding(name.Trim('"'));
        }
        catch (ArgumentException)
        {
            // A character set that nobody knows: UTF-8 is the best guess.
        }

        return encoding.GetString(Body.Span);
    }

    /// <summary>The value of a response header; null when it is absent.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}
