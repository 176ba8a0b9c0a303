using System.Buffers;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>Copies the text of a value that a reader goes over, without the blanks between its tokens.</summary>
internal ref struct JsonCopy
{
    private const int FirstSize = 256;
    private byte[] bytes;
    private int written;

    /// <summary>The object or array that the reader stands on, which afterwards stands on its end.</summary>
    public static byte[] Container(ref Utf8JsonReader reader)
    {
        var copy = new JsonCopy { bytes = ArrayPool<byte>.Shared.Rent(FirstSize) };
        try
        {
            copy.Copy(ref reader);
            return copy.bytes.AsSpan(0, copy.written).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy.bytes, clearArray: true);
        }
    }

    private void Copy(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var isFirst = true;
        do
        {
            var isEnd = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (reader.TokenType == JsonTokenType.Comment)
                continue;
            if (!isFirst && !isEnd)
                Add((byte)',');
            Token(ref reader);
            if (isEnd && reader.CurrentDepth == depth)
                return;
            isFirst = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName;
        }
        while (reader.Read());
    }

    private void Token(ref Utf8JsonReader reader)
    {
        var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        if (isText)
            Add((byte)'"');
        if (reader.HasValueSequence)
        {
            foreach (var part in reader.ValueSequence)
                Add(part.Span);
        }
        else
        {
            Add(reader.ValueSpan);
        }

        if (isText)
            Add((byte)'"');
        if (reader.TokenType == JsonTokenType.PropertyName)
            Add((byte)':');
    }

    private void Add(byte value) => Add([value]);

    private void Add(scoped ReadOnlySpan<byte> value)
    {
        if (bytes.Length - written < value.Length)
            Grow(value.Length);
        value.CopyTo(bytes.AsSpan(written));
        written += value.Length;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(bytes.Length * 2), checked(written + more)));
        bytes.AsSpan(0, written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        bytes = larger;
    }
}
