using System.Text.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Json;

/// <content>
/// Reading of required properties whose C# type cannot hold every value of their kind of JSON. A value of another kind is an exception; one of
/// the right kind that does not fit, such as a number out of range or a text that is no date, is kept as raw JSON, and the property has its
/// default until it is asked for (<see cref="JsonExtra"/>).
/// </content>
public static partial class JsonRead
{
    /// <summary>A whole number, or the default after keeping what was there.</summary>
    public static long RequiredInteger(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryInteger(ref reader, out var value) ? value : Unheld<long>(ref reader, JsonTokenType.Number, name, ref extra);

    /// <summary>A decimal number, or the default after keeping what was there.</summary>
    public static decimal RequiredNumber(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryNumber(ref reader, out var value) ? value : Unheld<decimal>(ref reader, JsonTokenType.Number, name, ref extra);

    /// <summary>A binary floating-point number, or the default after keeping what was there; one that double holds only nearly is kept too.</summary>
    public static double RequiredFloat(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        reader.TokenType == JsonTokenType.Number ? Float(ref reader, name, ref extra) ?? 0 : throw Expected(ref reader, "a number");

    /// <summary>A date and time, or the default after keeping what was there.</summary>
    public static Timestamp RequiredDateTime(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        Timestamp.TryRead(ref reader, out var value) ? value : Unheld<Timestamp>(ref reader, JsonTokenType.String, name, ref extra);

    /// <summary>A date, or the default after keeping what was there.</summary>
    public static DateOnly RequiredDate(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryDate(ref reader, out var value) ? value : Unheld<DateOnly>(ref reader, JsonTokenType.String, name, ref extra);

    /// <summary>Bytes, or the default after keeping what was there.</summary>
    public static byte[] RequiredBytes(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryBytes(ref reader, out var value) ? value : Unheld<byte[]>(ref reader, JsonTokenType.String, name, ref extra);

    /// <summary>A whole number in a string, or the default after keeping what was there.</summary>
    public static long RequiredTextInteger(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryTextInteger(ref reader, out var value) ? value : Unheld<long>(ref reader, JsonTokenType.String, name, ref extra);

    /// <summary>A decimal number in a string, or the default after keeping what was there.</summary>
    public static decimal RequiredTextNumber(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        TryTextNumber(ref reader, out var value) ? value : Unheld<decimal>(ref reader, JsonTokenType.String, name, ref extra);

    /// <summary>A time, or the default after keeping what was there.</summary>
    public static Timestamp RequiredEpochSeconds(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        Timestamp.TryRead(ref reader, EpochUnit.Seconds, out var value) ? value : Unheld<Timestamp>(ref reader, JsonTokenType.None, name, ref extra);

    /// <summary>A time, or the default after keeping what was there.</summary>
    public static Timestamp RequiredEpochMilliseconds(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra) =>
        Timestamp.TryRead(ref reader, EpochUnit.Milliseconds, out var value) ? value : Unheld<Timestamp>(ref reader, JsonTokenType.None, name, ref extra);

    /// <summary>A value of an enumeration of numbers, or the default after keeping what was there.</summary>
    public static T RequiredEnum<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : struct, IJsonModel<T> =>
        TryInteger(ref reader, out _) ? T.Read(ref reader) : Unheld<T>(ref reader, JsonTokenType.Number, name, ref extra);

    /// <summary>A tuple, or the default after keeping what was there because of an element that the C# type cannot hold.</summary>
    public static T RequiredModel<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra)
        where T : class, IJsonModel<T> =>
        T.Accepts(reader.TokenType) ? ModelOrKept<T>(ref reader, name, ref extra)! : throw Expected(ref reader, "an array");

    /// <summary>An array, or the default after keeping what was there because of an element that the C# type cannot hold.</summary>
    public static IReadOnlyList<T> RequiredList<T>(ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element) =>
        reader.TokenType == JsonTokenType.StartArray ? ListOrKept(ref reader, name, ref extra, element)! : throw Expected(ref reader, "an array");

    /// <summary>A dictionary, or the default after keeping what was there because of a value that the C# type cannot hold.</summary>
    public static IReadOnlyDictionary<string, T> RequiredMap<T>(
        ref Utf8JsonReader reader, string name, ref Dictionary<string, JsonElement>? extra, JsonReadMethod<T> element) =>
        reader.TokenType == JsonTokenType.StartObject ? MapOrKept(ref reader, name, ref extra, element)! : throw Expected(ref reader, "an object");

    private static T Unheld<T>(ref Utf8JsonReader reader, JsonTokenType kind, string name, ref Dictionary<string, JsonElement>? extra)
    {
        var isKind = kind == JsonTokenType.None ? reader.TokenType is JsonTokenType.Number or JsonTokenType.String : reader.TokenType == kind;
        if (!isKind)
            throw Expected(ref reader, kind switch { JsonTokenType.Number => "a number", JsonTokenType.String => "a string", _ => "a number or a string" });
        Keep(ref reader, name, ref extra);
        return default!;
    }
}
