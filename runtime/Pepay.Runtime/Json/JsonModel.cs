using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>Reads and writes whole JSON documents for generated code.</summary>
public static class JsonModel
{
    /// <summary>Reads one value, which must be all there is.</summary>
    /// <exception cref="JsonReadException">The text is no such value; its message has the JSON path.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8)
        where T : IJsonModel<T> => Parse(utf8, static (ref Utf8JsonReader reader) => T.Read(ref reader));

    /// <summary>Reads one value, which must be all there is.</summary>
    /// <exception cref="JsonReadException">The text is no such value; its message has the JSON path.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, JsonReadMethod<T> read)
    {
        var reader = new Utf8JsonReader(WithoutMark(utf8));
        try
        {
            if (utf8.IsEmpty)
                throw new JsonReadException("expected JSON but found nothing", 0);
            reader.Read();
            var value = read(ref reader);
            if (reader.Read())
                throw new JsonReadException("expected the end", reader.TokenStartIndex);
            return value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text that is no Unicode, such as half a surrogate pair, is an InvalidOperationException of the reader.
            var position = (exception as JsonReadException)?.Position ?? reader.BytesConsumed;
            var problem = (exception as JsonReadException)?.Problem ?? "the JSON is malformed";
            throw new JsonReadException(problem, JsonPaths.At(WithoutMark(utf8), position), position, exception);
        }
    }

    /// <summary>The value as UTF-8 JSON.</summary>
    public static byte[] ToUtf8Bytes<T>(T value)
        where T : IJsonModel<T> => ToUtf8Bytes(value, static (writer, value) => value.Write(writer));

    /// <summary>The value as UTF-8 JSON.</summary>
    public static byte[] ToUtf8Bytes<T>(T value, JsonWriteMethod<T> write)
    {
        using var buffer = JsonBuffer.Take();
        write(buffer.Writer, value);
        return buffer.ToArray();
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
