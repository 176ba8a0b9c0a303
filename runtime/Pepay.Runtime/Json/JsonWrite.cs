using System.Globalization;
using System.Text.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Json;

/// <summary>Writes values for generated code.</summary>
public static class JsonWrite
{
    private const int LongestNumber = 64;

    /// <summary>Any JSON. A value that was never set is null.</summary>
    public static void Element(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            writer.WriteNullValue();
        else
            value.WriteTo(writer);
    }

    /// <summary>A string.</summary>
    public static void Text(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    /// <summary>A boolean.</summary>
    public static void Boolean(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    /// <summary>A whole number.</summary>
    public static void Integer(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    /// <summary>A decimal number with its scale.</summary>
    public static void Number(Utf8JsonWriter writer, decimal value) => writer.WriteNumberValue(value);

    /// <summary>A binary floating-point number.</summary>
    public static void Float(Utf8JsonWriter writer, double value) => writer.WriteNumberValue(value);

    /// <summary>An ISO 8601 date and time, in the form it was read in, else with as many digits as it needs.</summary>
    public static void DateTime(Utf8JsonWriter writer, Timestamp value) => value.Write(writer);

    /// <summary>An ISO 8601 date.</summary>
    public static void Date(Utf8JsonWriter writer, DateOnly value)
    {
        Span<char> text = stackalloc char[LongestNumber];
        value.TryFormat(text, out var length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>Bytes in Base64.</summary>
    public static void Bytes(Utf8JsonWriter writer, byte[] value) => writer.WriteBase64StringValue(value);

    /// <summary>A whole number in a string.</summary>
    public static void TextInteger(Utf8JsonWriter writer, long value)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>A decimal number in a string, with its scale.</summary>
    public static void TextNumber(Utf8JsonWriter writer, decimal value)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>A time, in the form it was read in, else in epoch seconds.</summary>
    public static void EpochSeconds(Utf8JsonWriter writer, Timestamp value) => value.Write(writer, EpochUnit.Seconds);

    /// <summary>A time, in the form it was read in, else in epoch milliseconds.</summary>
    public static void EpochMilliseconds(Utf8JsonWriter writer, Timestamp value) => value.Write(writer, EpochUnit.Milliseconds);

    /// <summary>A generated type.</summary>
    public static void Model<T>(Utf8JsonWriter writer, T value)
        where T : IJsonModel<T> => value.Write(writer);

    /// <summary>A number of an array: as it came, where the value is the one that double holds nearest to it.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="value">The number.</param>
    /// <param name="asRead">The array as it came; null where all its numbers are exact.</param>
    /// <param name="index">The number's place in the array.</param>
    public static void Float(Utf8JsonWriter writer, double value, JsonElement? asRead, int index)
    {
        if (asRead is { } array && index < array.GetArrayLength() && array[index] is { ValueKind: JsonValueKind.Number } json
            && json.TryGetDouble(out var held) && held.Equals(value))
            Element(writer, json);
        else
            writer.WriteNumberValue(value);
    }

    /// <summary>An array.</summary>
    public static void List<T>(Utf8JsonWriter writer, IReadOnlyList<T> values, JsonWriteMethod<T> element)
    {
        if (NearFloats.Has<T>() && values is NearList<T> near)
        {
            Element(writer, near.Json);
            return;
        }

        writer.WriteStartArray();
        if (values is T[] array)
        {
            foreach (var value in array)
                element(writer, value);
        }
        else
        {
            for (var i = 0; i < values.Count; i++)
                element(writer, values[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>A dictionary of any JSON as an object.</summary>
    public static void Object(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonElement> values)
    {
        if (values is JsonObjectMap map)
            map.Write(writer);
        else
            Map(writer, values, Element);
    }

    /// <summary>A dictionary as an object.</summary>
    public static void Map<T>(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> values, JsonWriteMethod<T> element)
    {
        if (NearFloats.Has<T>() && values is NearMap<T> near)
        {
            Element(writer, near.Json);
            return;
        }

        writer.WriteStartObject();
        foreach (var (name, value) in values)
        {
            writer.WritePropertyName(name);
            element(writer, value);
        }

        writer.WriteEndObject();
    }
}
