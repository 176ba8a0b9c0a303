using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>What tells an object variant of a union from the others: names of properties.</summary>
/// <param name="Required">Properties without which it is not this variant.</param>
/// <param name="Known">Its other properties.</param>
public sealed record JsonVariant(IReadOnlyList<string> Required, IReadOnlyList<string> Known);

/// <summary>Looks ahead in the JSON of a union to find out which variant it is; the reader itself does not move.</summary>
public static class JsonUnion
{
    /// <summary>The text of a top-level property of the object at the reader; null when it is no object, or the property is absent or no string.</summary>
    public static string? Discriminator(Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found)
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }

    /// <summary>The index of the variant that the object at the reader fits best: all required properties are there, most known ones; -1 for none.</summary>
    public static int Choose(Utf8JsonReader reader, IReadOnlyList<JsonVariant> variants)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return -1;
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        var best = -1;
        var bestScore = -1;
        for (var i = 0; i < variants.Count; i++)
        {
            var score = Score(variants[i], names);
            if (score > bestScore)
                (best, bestScore) = (i, score);
        }

        return best;
    }

    /// <summary>Reads a variant that was chosen by its looks only; when it does not fit after all, the reader stays where it was.</summary>
    public static bool TryRead<T>(ref Utf8JsonReader reader, JsonReadMethod<T> read, out T? value)
    {
        var start = reader;
        try
        {
            value = read(ref reader);
            return true;
        }
        catch (JsonReadException)
        {
            reader = start;
            value = default;
            return false;
        }
    }

    /// <summary>Reads a binary floating-point number; false where there is none that double can hold.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="value">The number, or the double nearest to it.</param>
    /// <param name="asRead">The number as it came, where double holds it only nearly.</param>
    public static bool TryReadFloat(ref Utf8JsonReader reader, out double value, out JsonElement? asRead)
    {
        asRead = null;
        if (!JsonRead.TryFloat(ref reader, out value))
            return false;
        if (JsonRead.IsNear(ref reader))
            asRead = JsonElement.ParseValue(ref reader);
        return true;
    }

    private static int Score(JsonVariant variant, HashSet<string> names)
    {
        foreach (var name in variant.Required)
        {
            if (!names.Contains(name))
                return -1;
        }

        var score = variant.Required.Count;
        foreach (var name in variant.Known)
        {
            if (names.Contains(name))
                score++;
        }

        return score;
    }
}
