using System.Text.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Json;

/// <content>
/// Reading of optional properties. A value of another kind, null, or out of range never costs the object: it is kept as raw JSON among the
/// additional properties, and the property stays absent.
/// </content>
public static partial class JsonRead
{
    /// <summary>Keeps a property that the type does not know. The reader stands on its name, and afterwards on the value's last token.</summary>
    public static void Extra(ref Utf8JsonReader reader, ref Dictionary<string, JsonElement>? extra)
    {
        var name = reader.GetString()!;
        reader.Read();
        Keep(ref reader, name, ref extra);
    }

    /// <summary>Keeps a value as raw JSON under its name.</summary>
    public static void Keep(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        (extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[name] = JsonElement.ParseValue(ref reader);

    /// <summary>A string, or null after keeping what was there.</summary>
    public static string? Text(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>A boolean, or null after keeping what was there.</summary>
    public static bool? Boolean(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryBoolean(ref reader, out var value) ? value : Kept<bool>(ref reader, name, ref extra);

    /// <summary>A whole number, or null after keeping what was there.</summary>
    public static long? Integer(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryInteger(ref reader, out var value) ? value : Kept<long>(ref reader, name, ref extra);

    /// <summary>A decimal number, or null after keeping what was there.</summary>
    public static decimal? Number(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryNumber(ref reader, out var value) ? value : Kept<decimal>(ref reader, name, ref extra);

    /// <summary>
    /// A binary floating-point number, or null after keeping what was there. A number that double holds only nearly is kept too, so that it can
    /// be written as it came for as long as the property has this value.
    /// </summary>
    public static double? Float(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
    {
        if (!TryFloat(ref reader, out var value))
            return Kept<double>(ref reader, name, ref extra);
        if (!IsExactFloat(ref reader, value))
            Keep(ref reader, name, ref extra);
        return value;
    }

    /// <summary>A date and time, or null after keeping what was there.</summary>
    public static Timestamp? DateTime(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        Timestamp.TryRead(ref reader, out var value) ? value : Kept<Timestamp>(ref reader, name, ref extra);

    /// <summary>A date, or null after keeping what was there.</summary>
    public static DateOnly? Date(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryDate(ref reader, out var value) ? value : Kept<DateOnly>(ref reader, name, ref extra);

    /// <summary>Bytes, or null after keeping what was there.</summary>
    public static byte[]? Bytes(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
    {
        if (TryBytes(ref reader, out var value))
            return value;
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>A whole number in a string, or null after keeping what was there.</summary>
    public static long? TextInteger(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryTextInteger(ref reader, out var value) ? value : Kept<long>(ref reader, name, ref extra);

    /// <summary>A decimal number in a string, or null after keeping what was there.</summary>
    public static decimal? TextNumber(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryTextNumber(ref reader, out var value) ? value : Kept<decimal>(ref reader, name, ref extra);

    /// <summary>A time, or null after keeping what was there.</summary>
    public static Timestamp? EpochSeconds(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        Timestamp.TryRead(ref reader, EpochUnit.Seconds, out var value) ? value : Kept<Timestamp>(ref reader, name, ref extra);

    /// <summary>A time, or null after keeping what was there.</summary>
    public static Timestamp? EpochMilliseconds(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        Timestamp.TryRead(ref reader, EpochUnit.Milliseconds, out var value) ? value : Kept<Timestamp>(ref reader, name, ref extra);

    /// <summary>A record or union, or null after keeping what was there.</summary>
    public static T? Model<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : class, IJsonModel<T>
    {
        if (T.Accepts(reader.TokenType))
            return T.Read(ref reader);
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>An enumeration value, or null after keeping what was there.</summary>
    public static T? Enum<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : struct, IJsonModel<T> =>
        T.Accepts(reader.TokenType) && (reader.TokenType != JsonTokenType.Number || TryInteger(ref reader, out _)) ? T.Read(ref reader) : Kept<T>(ref reader, name, ref extra);

    /// <summary>An array, or null after keeping what was there.</summary>
    public static IReadOnlyList<T>? List<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return List(ref reader, element);
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>A dictionary, or null after keeping what was there.</summary>
    public static IReadOnlyDictionary<string, T>? Map<T>(
        ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return Map(ref reader, element);
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>A tuple, or null after keeping what was there, be it for an element that the C# type cannot hold.</summary>
    public static T? LimitedModel<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : class, IJsonModel<T>
    {
        if (T.Accepts(reader.TokenType))
            return ModelOrKept<T>(ref reader, name, ref extra);
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>A dictionary of any JSON, or null after keeping what was there.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? Object(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return Object(ref reader);
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>An array, or null after keeping what was there, be it for an element that the C# type cannot hold.</summary>
    public static IReadOnlyList<T>? LimitedList<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return ListOrKept(ref reader, name, ref extra, element);
        Keep(ref reader, name, ref extra);
        return null;
    }

    /// <summary>A dictionary, or null after keeping what was there, be it for a value that the C# type cannot hold.</summary>
    public static IReadOnlyDictionary<string, T>? LimitedMap<T>(
        ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return MapOrKept(ref reader, name, ref extra, element);
        Keep(ref reader, name, ref extra);
        return null;
    }

    private static T? ModelOrKept<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : class, IJsonModel<T>
    {
        var start = reader;
        try
        {
            return T.Read(ref reader);
        }
        catch (JsonReadException exception) when (exception.IsUnfit)
        {
            reader = start;
            Keep(ref reader, name, ref extra);
            return null;
        }
    }

    private static IReadOnlyList<T>? ListOrKept<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element)
    {
        var start = reader;
        try
        {
            return List(ref reader, element);
        }
        catch (JsonReadException exception) when (exception.IsUnfit)
        {
            reader = start;
            Keep(ref reader, name, ref extra);
            return null;
        }
    }

    private static IReadOnlyDictionary<string, T>? MapOrKept<T>(
        ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element)
    {
        var start = reader;
        try
        {
            return Map(ref reader, element);
        }
        catch (JsonReadException exception) when (exception.IsUnfit)
        {
            reader = start;
            Keep(ref reader, name, ref extra);
            return null;
        }
    }

    private static T? Kept<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : struct
    {
        Keep(ref reader, name, ref extra);
        return null;
    }
}
