using System.Globalization;

namespace Pepay.Runtime.Json;

/// <summary>The text of values in paths, queries and headers, the same in every culture.</summary>
public static class WireText
{
    /// <summary>A text as it is.</summary>
    public static string Of(string value) => value;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>A whole number.</summary>
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A decimal number.</summary>
    public static string Of(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A floating-point number.</summary>
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An ISO 8601 time: the text that was read, else in the offset of the value.</summary>
    public static string Of(Timestamp value) => value.ToString();

    /// <summary>An ISO 8601 date.</summary>
    public static string Of(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A time in seconds since the Unix epoch.</summary>
    public static string EpochSeconds(Timestamp value) => Of(value.Value.ToUnixTimeSeconds());

    /// <summary>A time in milliseconds since the Unix epoch.</summary>
    public static string EpochMilliseconds(Timestamp value) => Of(value.Value.ToUnixTimeMilliseconds());

    /// <summary>The values with commas between.</summary>
    public static string Join<T>(IReadOnlyList<T> values, Func<T, string> text) => string.Join(',', values.Select(text));
}
