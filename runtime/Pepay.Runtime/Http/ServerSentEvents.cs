using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Pepay.Runtime.Json;

namespace Pepay.Runtime.Http;

/// <summary>Reads <c>text/event-stream</c> answers for generated clients, as the HTML standard describes the format.</summary>
public static class ServerSentEvents
{
    private const int BufferSize = 8192;

    // Not of the standard, but how many APIs say that a stream of JSON has ended.
    private const string EndMark = "[DONE]";

    /// <summary>The events whose data is JSON, until the stream ends or the data <c>[DONE]</c> comes. Reads on when the next is asked for.</summary>
    /// <param name="answer">The open answer; not disposed here.</param>
    /// <param name="read">Reads the data of an event.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ApiException">The connection broke, an event is larger than 16 MiB, or its data is not as specified.</exception>
    public static async IAsyncEnumerable<ServerSentEvent<T>> ReadAsync<T>(
        ApiDownload answer, JsonReadMethod<T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in ReadAsync(answer, cancellationToken).ConfigureAwait(false))
        {
            if (item.Data == EndMark)
                yield break;
            yield return new(Parse(answer, item, read), item.EventType, item.Id);
        }
    }

    /// <summary>The events whose data is text.</summary>
    /// <inheritdoc cref="ReadAsync{T}(ApiDownload, JsonReadMethod{T}, CancellationToken)"/>
    public static async IAsyncEnumerable<ServerSentEvent<string>> ReadAsync(ApiDownload answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parser = new ServerSentEventParser();
        var buffer = new byte[BufferSize];
        while (await ReadSomeAsync(answer, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            for (var start = 0; start < count;)
            {
                if (!parser.TryFeed(buffer.AsSpan(start, count - start), out var used, out var item))
                    throw new ApiException(answer.Operation, $"Operation {answer.Operation.Id}: an event of the stream is larger than {ServerSentEventParser.MaxEventBytes} bytes.");
                start += used;
                if (item is not null)
                    yield return item;
            }
        }
    }

    private static async ValueTask<int> ReadSomeAsync(ApiDownload answer, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ApiException(
                answer.Operation, $"Operation {answer.Operation.Id}: the stream of events broke off. Open it again, from the Id of the last event where the provider resumes.",
                outcomeUnknown: false, exception);
        }
    }

    private static T Parse<T>(ApiDownload answer, ServerSentEvent<string> item, JsonReadMethod<T> read)
    {
        var utf8 = Encoding.UTF8.GetBytes(item.Data);
        try
        {
            return JsonModel.Parse(utf8, read);
        }
        catch (JsonReadException exception)
        {
            var response = new ApiResponse { Operation = answer.Operation, StatusCode = answer.StatusCode, Headers = answer.Headers, Body = utf8 };
            throw new ApiException(
                response, string.Create(CultureInfo.InvariantCulture, $"Operation {answer.Operation.Id}: the data of an event is not as specified: {exception.Message}. It is in ResponseBody."), exception);
        }
    }
}
