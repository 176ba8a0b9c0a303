using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// Reads the values at several JSON pointers (RFC 6901) in one pass over UTF-8 bytes. Of repeated property names the last one counts, as in
/// the generated records.
/// </summary>
internal sealed class JsonPointerScan
{
    private readonly string[][] pointers;

    /// <param name="pointers">At most 64 pointers.</param>
    public JsonPointerScan(IReadOnlyList<string> pointers)
    {
        if (pointers.Count > 64)
            throw new ArgumentException("A webhook description names more than 64 JSON pointers.", nameof(pointers));
        this.pointers = [.. pointers.Select(Tokens)];
    }

    /// <summary>How many pointers there are.</summary>
    public int Count => pointers.Length;

    /// <summary>Reads the text at one pointer; false when it is absent, null, no scalar, or the bytes are not JSON.</summary>
    public static bool TryReadOne(ReadOnlySpan<byte> json, string pointer, out string text)
    {
        var found = new PointerValue[1];
        text = new JsonPointerScan([pointer]).TryScan(json, found) ? found[0].Text ?? "" : "";
        return found[0].Text is not null;
    }

    /// <summary>Fills <paramref name="values"/>, one per pointer.</summary>
    /// <returns>False when the bytes are not one JSON value; then nothing in <paramref name="values"/> counts.</returns>
    public bool TryScan(ReadOnlySpan<byte> json, PointerValue[] values)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read())
                return false;
            var all = pointers.Length == 64 ? ulong.MaxValue : (1UL << pointers.Length) - 1;
            Visit(ref reader, all, 0, values);
            if (!reader.Read())
                return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-16 or UTF-8.
        }

        Array.Clear(values);
        return false;
    }

    private void Visit(ref Utf8JsonReader reader, ulong candidates, int depth, PointerValue[] values)
    {
        var deeper = 0UL;
        for (var i = 0; i < pointers.Length; i++)
        {
            if ((candidates & (1UL << i)) == 0)
                continue;

            // A repeated property takes the place of the earlier one, with all that was in it.
            values[i] = pointers[i].Length > depth ? default : PointerValue.From(ref reader);
            if (pointers[i].Length > depth)
                deeper |= 1UL << i;
        }

        if (reader.TokenType == JsonTokenType.StartObject && deeper != 0)
            VisitObject(ref reader, deeper, depth, values);
        else if (reader.TokenType == JsonTokenType.StartArray && deeper != 0)
            VisitArray(ref reader, deeper, depth, values);
        else
            reader.Skip();
    }

    private void VisitObject(ref Utf8JsonReader reader, ulong candidates, int depth, PointerValue[] values)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var matching = 0UL;
            for (var i = 0; i < pointers.Length; i++)
            {
                if ((candidates & (1UL << i)) != 0 && reader.ValueTextEquals(pointers[i][depth]))
                    matching |= 1UL << i;
            }

            reader.Read();
            Visit(ref reader, matching, depth + 1, values);
        }
    }

    private void VisitArray(ref Utf8JsonReader reader, ulong candidates, int depth, PointerValue[] values)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var matching = 0UL;
            for (var i = 0; i < pointers.Length; i++)
            {
                if ((candidates & (1UL << i)) != 0 && int.TryParse(pointers[i][depth], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted == index)
                    matching |= 1UL << i;
            }

            Visit(ref reader, matching, depth + 1, values);
        }
    }

    private static string[] Tokens(string pointer)
    {
        if (pointer.Length == 0)
            return [];
        if (pointer[0] != '/')
            throw new ArgumentException($"'{pointer}' is not a JSON pointer: it must start with '/'.", nameof(pointer));
        return [.. pointer[1..].Split('/').Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }
}

/// <summary>What is at a pointer: the text of a scalar, or where a container starts. Nothing for null and for what is absent.</summary>
internal readonly record struct PointerValue(string? Text, int? ContainerStart)
{
    public static PointerValue From(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => new(reader.GetString(), null),
        JsonTokenType.Number => new(Encoding.UTF8.GetString(reader.ValueSpan), null),
        JsonTokenType.True => new("true", null),
        JsonTokenType.False => new("false", null),
        JsonTokenType.StartArray or JsonTokenType.StartObject => new(null, checked((int)reader.TokenStartIndex)),
        _ => default,
    };
}
