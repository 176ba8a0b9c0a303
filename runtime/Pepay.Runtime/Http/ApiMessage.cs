using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace Pepay.Runtime.Http;

/// <summary>Turns an <see cref="ApiRequest"/> into an HTTP message and an HTTP message into an <see cref="ApiResponse"/>.</summary>
internal static class ApiMessage
{
    public static HttpRequestMessage Write(ApiRequest request, Uri baseUrl, ApiAuthentication authentication)
    {
        var address = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + request.Path + authentication.Apply(request.Query);
        var message = new HttpRequestMessage(request.Operation.Method, new Uri(address, UriKind.Absolute));
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.IdempotencyKey is { } key)
            message.Headers.TryAddWithoutValidation(request.Operation.Idempotency!.Header, key);
        authentication.Apply(message);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType!);
        }

        return message;
    }

    public static async Task<ApiResponse> ReadAsync(
        ApiOperation operation, HttpResponseMessage answer, ApiRetryRule rule, int maxBytes, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(operation, answer, maxBytes, cancellationToken).ConfigureAwait(false);
        return ReadHead(operation, answer, rule, time, body);
    }

    /// <summary>All but the body, unless it is given.</summary>
    public static ApiResponse ReadHead(ApiOperation operation, HttpResponseMessage answer, ApiRetryRule rule, TimeProvider time, ReadOnlyMemory<byte> body = default)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in answer.Headers.NonValidated)
            headers[name] = values.ToString();
        foreach (var (name, values) in answer.Content.Headers.NonValidated)
            headers[name] = values.ToString();
        return new ApiResponse
        {
            Operation = operation,
            StatusCode = (int)answer.StatusCode,
            Body = body,
            ContentType = answer.Content.Headers.ContentType?.MediaType,
            RequestId = rule.RequestIdHeaders.Select(name => headers.GetValueOrDefault(name)).FirstOrDefault(id => id is not null),
            RetryAfter = RetryAfter(headers.GetValueOrDefault("Retry-After"), time),
            Headers = headers,
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(
        ApiOperation operation, HttpResponseMessage answer, int maxBytes, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength > maxBytes)
            throw TooLarge(operation, answer, maxBytes);
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > maxBytes)
                throw TooLarge(operation, answer, maxBytes);
        }
    }

    private static ApiException TooLarge(ApiOperation operation, HttpResponseMessage answer, int maxBytes) => new(
        new ApiResponse { Operation = operation, StatusCode = (int)answer.StatusCode },
        string.Create(CultureInfo.InvariantCulture, $"Operation {operation.Id} was answered with status {(int)answer.StatusCode} and more than {maxBytes} bytes. Ask for less, or raise MaxResponseBytes."),
        innerException: null);

    private static TimeSpan? RetryAfter(string? header, TimeProvider time)
    {
        if (!RetryConditionHeaderValue.TryParse(header, out var value))
            return null;
        var wait = value.Delta ?? value.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
