using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pepay.Simulator.Http;

/// <summary>Reading of request bodies: an absent or null member is null, one of another type is the caller's mistake.</summary>
internal static class Json
{
    public static string? Text(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => throw ApiFailure.Invalid($"{name} must be a string."),
    };

    public static string RequiredText(this JsonObject body, string name) =>
        body.Text(name) is { Length: > 0 } text ? text : throw ApiFailure.Invalid($"{name} is required.");

    public static long? Number(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out decimal number) && number == decimal.Truncate(number) => (long)number,
        _ => throw ApiFailure.Invalid($"{name} must be an integer."),
    };

    public static long RequiredNumber(this JsonObject body, string name) =>
        body.Number(name) ?? throw ApiFailure.Invalid($"{name} is required.");

    public static decimal? Amount(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out decimal number) => number,
        _ => throw ApiFailure.Invalid($"{name} must be a number."),
    };

    public static bool? Flag(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw ApiFailure.Invalid($"{name} must be true or false."),
    };

    public static JsonObject? Object(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonObject value => value,
        _ => throw ApiFailure.Invalid($"{name} must be an object."),
    };

    public static JsonArray? List(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonArray value => value,
        _ => throw ApiFailure.Invalid($"{name} must be an array."),
    };

    /// <summary>Epoch seconds as the newer build writes times; null stays null.</summary>
    public static JsonNode? Seconds(long? milliseconds) => milliseconds is { } ms ? JsonValue.Create(ms / 1000) : null;

    public static string Iso(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>usd_millis as dollars: 49990 is 49.990.</summary>
    public static decimal Usd(long millis) => millis / 1000m;

    /// <summary>usd_millis as the three-decimal string of the invoice object.</summary>
    public static string Decimal(long millis) => Usd(millis).ToString("0.000", CultureInfo.InvariantCulture);
}
