using System.Net.Http.Headers;

namespace Pepay.Runtime.Http;

/// <summary>
/// A success whose body is read as it arrives, and which may be larger than memory. It holds a connection: dispose it when the body is read, or
/// no longer wanted. Not thread safe.
/// </summary>
public sealed class ApiDownload : IDisposable, IAsyncDisposable
{
    private readonly HttpResponseMessage message;

    internal ApiDownload(ApiResponse response, HttpResponseMessage message, Stream content)
    {
        this.message = message;
        Response = response;
        Content = content;
    }

    /// <summary>The operation that was called.</summary>
    public ApiOperation Operation => Response.Operation;

    /// <summary>The HTTP status, 2xx.</summary>
    public int StatusCode => Response.StatusCode;

    /// <summary>The media type without parameters, as sent; null when there was none.</summary>
    public string? ContentType => Response.ContentType;

    /// <summary>The response headers, names in any case; several values of one name are joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers => Response.Headers;

    /// <summary>The length of the body in bytes; null when the provider does not say, or sends it compressed.</summary>
    public long? Length => message.Content.Headers.ContentLength;

    /// <summary>The file name that the provider proposes, without any folder; null when it proposes none.</summary>
    public string? FileName
    {
        get
        {
            if (!ContentDispositionHeaderValue.TryParse(Response.Header("Content-Disposition"), out var disposition))
                return null;
            var name = (disposition.FileNameStar ?? disposition.FileName)?.Trim('"');
            var last = name?[(name.LastIndexOfAny(['/', '\\']) + 1)..];
            return last is null or "" or "." or ".." ? null : last;
        }
    }

    /// <summary>
    /// The body, forward only. No limit of size or time holds for it: bound what you read, and pass a token to each read. A broken connection is an
    /// <see cref="IOException"/>, or an <see cref="HttpRequestException"/>, of the read.
    /// </summary>
    public Stream Content { get; }

    internal ApiResponse Response { get; }

    /// <summary>Closes the body; what is unread is given up.</summary>
    public void Dispose()
    {
        Content.Dispose();
        message.Dispose();
    }

    /// <summary>Closes the body; what is unread is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        message.Dispose();
    }
}
