using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Json;

/// <summary>
/// Reads values for generated code. Each method expects the reader on the value's first token and leaves it on the last; a value of another
/// kind is a <see cref="JsonReadException"/>.
/// </summary>
public static partial class JsonRead
{
    // decimal holds 28 significant digits for certain; more, and an exponent, may be rounded without a word.
    private const int ExactDigits = 28;

    // What double gives back in any case.
    private const int ExactFloatDigits = 15;
    private const int LongestNumber = 64;
    private const int FirstElements = 16;

    /// <summary>Demands the start of an object.</summary>
    public static void StartObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Expected(ref reader, "an object");
    }

    /// <summary>Demands the start of an array.</summary>
    public static void StartArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Expected(ref reader, "an array");
    }

    /// <summary>The exception for an array that ends before its required elements.</summary>
    public static JsonReadException TooShort(ref Utf8JsonReader reader, string type, int required) =>
        new($"{type} lacks some of its {required} required elements", reader.TokenStartIndex);

    /// <summary>The name of the property that the reader stands on, unescaped, as UTF-8.</summary>
    public static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
            return reader.ValueSpan;
        var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        var buffer = new byte[length];
        return buffer.AsSpan(0, reader.CopyString(buffer));
    }

    /// <summary>Any JSON.</summary>
    public static JsonElement Element(ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader);

    /// <summary>A string.</summary>
    public static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Expected(ref reader, "a string");

    /// <summary>A boolean.</summary>
    public static bool Boolean(ref Utf8JsonReader reader) =>
        TryBoolean(ref reader, out var value) ? value : throw Expected(ref reader, "a boolean");

    /// <summary>A whole number.</summary>
    public static long Integer(ref Utf8JsonReader reader) =>
        TryInteger(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.Number, "a whole number of 64 bits");

    /// <summary>A decimal number, exact.</summary>
    public static decimal Number(ref Utf8JsonReader reader) =>
        TryNumber(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.Number, "a number of at most 28 digits");

    /// <summary>A binary floating-point number.</summary>
    public static double Float(ref Utf8JsonReader reader) =>
        TryFloat(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.Number, "a number");

    /// <summary>An ISO 8601 date and time.</summary>
    public static Timestamp DateTime(ref Utf8JsonReader reader) =>
        Timestamp.TryRead(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.String, "a date and time as an ISO 8601 string");

    /// <summary>An ISO 8601 date.</summary>
    public static DateOnly Date(ref Utf8JsonReader reader) =>
        TryDate(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.String, "a date as yyyy-MM-dd");

    /// <summary>Bytes in Base64.</summary>
    public static byte[] Bytes(ref Utf8JsonReader reader) =>
        TryBytes(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.String, "a Base64 string");

    /// <summary>A whole number in a string.</summary>
    public static long TextInteger(ref Utf8JsonReader reader) =>
        TryTextInteger(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.String, "a string with a whole number of 64 bits");

    /// <summary>A decimal number in a string; its scale is kept.</summary>
    public static decimal TextNumber(ref Utf8JsonReader reader) =>
        TryTextNumber(ref reader, out var value) ? value : throw Unfit(ref reader, JsonTokenType.String, "a string with a number of at most 28 digits");

    /// <summary>A time in seconds since the Unix epoch, or an ISO 8601 string.</summary>
    public static Timestamp EpochSeconds(ref Utf8JsonReader reader) =>
        Timestamp.TryRead(ref reader, EpochUnit.Seconds, out var value) ? value : throw Unfit(ref reader, JsonTokenType.None, "a time in epoch seconds or an ISO 8601 string");

    /// <summary>A time in milliseconds since the Unix epoch, or an ISO 8601 string.</summary>
    public static Timestamp EpochMilliseconds(ref Utf8JsonReader reader) =>
        Timestamp.TryRead(ref reader, EpochUnit.Milliseconds, out var value) ? value : throw Unfit(ref reader, JsonTokenType.None, "a time in epoch milliseconds or an ISO 8601 string");

    /// <summary>An array.</summary>
    public static IReadOnlyList<T> List<T>(ref Utf8JsonReader reader, JsonReadMethod<T> element)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Expected(ref reader, "an array");
        var start = NearFloats.Has<T>() ? reader : default;
        var isNear = false;
        var buffer = ArrayPool<T>.Shared.Rent(FirstElements);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == buffer.Length)
                Grow(ref buffer);
            buffer[count++] = element(ref reader);
            if (NearFloats.Has<T>())
                isNear |= IsNear(ref reader);
        }

        // Exactly as long as needed. When reading fails the buffer is left to the garbage collector.
        var list = count == 0 ? [] : buffer.AsSpan(0, count).ToArray();
        Return(buffer, count);
        return isNear ? new NearList<T>(list, Element(ref start)) : list;
    }

    /// <summary>An object as a dictionary of any JSON.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Object(ref Utf8JsonReader reader)
    {
        StartObject(ref reader);
        return new JsonObjectMap(JsonCopy.Container(ref reader));
    }

    /// <summary>A string that is nearly always the same one; then it is that very string and none is made.</summary>
    public static string Constant(ref Utf8JsonReader reader, string usual) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(usual) ? usual : Text(ref reader);

    /// <summary>An object as a dictionary; of a name that stands twice the last value counts.</summary>
    public static IReadOnlyDictionary<string, T> Map<T>(ref Utf8JsonReader reader, JsonReadMethod<T> element)
    {
        StartObject(ref reader);
        var start = NearFloats.Has<T>() ? reader : default;
        var isNear = false;
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            map[name] = element(ref reader);
            if (NearFloats.Has<T>())
                isNear |= IsNear(ref reader);
        }

        return isNear ? new NearMap<T>(map, Element(ref start)) : map;
    }

    /// <summary>Whether the value at the reader is a number that double holds only nearly.</summary>
    public static bool IsNear(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && !IsPlain(ref reader, ExactFloatDigits) && TryFloat(ref reader, out var value) && !IsExactFloat(ref reader, value);

    /// <summary>The exception for a value of another kind.</summary>
    public static JsonReadException Expected(ref Utf8JsonReader reader, string what) =>
        new($"expected {what} but found {Describe(reader.TokenType)}", reader.TokenStartIndex);

    /// <summary>The exception for a value that is of the right kind and that the C# type cannot hold, or of another kind.</summary>
    internal static JsonReadException Unfit(ref Utf8JsonReader reader, JsonTokenType kind, string what)
    {
        var isKind = kind == JsonTokenType.None ? reader.TokenType is JsonTokenType.Number or JsonTokenType.String : reader.TokenType == kind;
        return new($"expected {what} but found {(isKind ? "another " : "")}{Describe(reader.TokenType).AsSpan(isKind ? "a ".Length : 0)}", reader.TokenStartIndex) { IsUnfit = isKind };
    }

    /// <summary>The exception for required properties that are absent.</summary>
    /// <param name="reader">The reader at the object's end.</param>
    /// <param name="type">The name of the type.</param>
    /// <param name="seen">A bit for each required property that was there.</param>
    /// <param name="required">The required properties, as many as bits, the first for the lowest.</param>
    public static JsonReadException Missing(ref Utf8JsonReader reader, string type, ulong seen, params string[] required)
    {
        var missing = required.Where((_, i) => (seen & (1UL << i)) == 0).Select(name => $"'{name}'");
        return new($"{type} lacks required {string.Join(", ", missing)}", reader.TokenStartIndex);
    }

    internal static bool TryBoolean(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }

    internal static bool TryInteger(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && (reader.TryGetInt64(out value) || TryWhole(ref reader, out value));
    }

    internal static bool TryNumber(ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Number && !reader.HasValueSequence && TryPlainDecimal(reader.ValueSpan, out value))
            return true;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out value) && (IsPlain(ref reader, ExactDigits) || IsExact(ref reader, value));
    }

    internal static bool TryFloat(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value) && double.IsFinite(value);
    }

    /// <summary>Whether a number that was read as double is written as the same number again.</summary>
    internal static bool IsExactFloat(ref Utf8JsonReader reader, double value)
    {
        if (IsPlain(ref reader, ExactFloatDigits))
            return true;
        Span<byte> written = stackalloc byte[LongestNumber];
        return Utf8Formatter.TryFormat(value, written, out var length) && JsonNumbers.AreEqual(Raw(ref reader), written[..length]);
    }

    internal static bool TryDate(ref Utf8JsonReader reader, out DateOnly value)
    {
        value = default;
        Span<char> text = stackalloc char[LongestNumber];
        return TryShortText(ref reader, text, out var read)
            && DateOnly.TryParseExact(text[..read], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    internal static bool TryBytes(ref Utf8JsonReader reader, out byte[] value)
    {
        value = [];
        return reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out value!) && IsCanonical(ref reader, value);
    }

    internal static bool TryTextInteger(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        Span<char> text = stackalloc char[LongestNumber];
        Span<char> written = stackalloc char[LongestNumber];
        return TryShortText(ref reader, text, out var read)
            && long.TryParse(text[..read], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value.TryFormat(written, out var length, default, CultureInfo.InvariantCulture) && written[..length].SequenceEqual(text[..read]);
    }

    internal static bool TryTextNumber(ref Utf8JsonReader reader, out decimal value)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.HasValueSequence && TryPlainDecimal(reader.ValueSpan, out value))
            return true;
        value = 0;
        Span<char> text = stackalloc char[LongestNumber];
        Span<char> written = stackalloc char[LongestNumber];
        return TryShortText(ref reader, text, out var read)
            && decimal.TryParse(text[..read], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value.TryFormat(written, out var length, default, CultureInfo.InvariantCulture) && written[..length].SequenceEqual(text[..read]);
    }

    // A decimal as nearly all are written, such as 49.990, which is also how it is written again. Anything else is left to the framework.
    private static bool TryPlainDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        const int digitsOfLong = 18;
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.Length is 0 or > digitsOfLong || (digits[0] == '0' && digits.Length > 1 && digits[1] != '.'))
            return false;
        long number = 0;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i] - '0';
            if (digit is >= 0 and <= 9)
                number = (number * 10) + digit;
            else if (digits[i] == '.' && point < 0 && i > 0)
                point = i;
            else
                return false;
        }

        if (point == digits.Length - 1 || (negative && number == 0))
            return false;
        value = new decimal((int)number, (int)(number >> 32), 0, negative, (byte)(point < 0 ? 0 : digits.Length - 1 - point));
        return true;
    }

    // The text of a string in the caller's memory, when it fits there.
    private static bool TryShortText(ref Utf8JsonReader reader, scoped Span<char> text, out int length)
    {
        length = 0;
        if (reader.TokenType != JsonTokenType.String || (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > text.Length)
            return false;
        length = reader.CopyString(text);
        return true;
    }

    private static void Grow<T>(ref T[] buffer)
    {
        var larger = ArrayPool<T>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        Return(buffer, buffer.Length);
        buffer = larger;
    }

    private static void Return<T>(T[] buffer, int used)
    {
        Array.Clear(buffer, 0, used);
        ArrayPool<T>.Shared.Return(buffer);
    }

    // JSON has one kind of number: 1.0 and 1e2 are whole.
    private static bool TryWhole(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        if (!TryNumber(ref reader, out var number) || number != decimal.Truncate(number) || number < long.MinValue || number > long.MaxValue)
            return false;
        value = (long)number;
        return true;
    }

    private static bool IsPlain(ref Utf8JsonReader reader, int digits) =>
        !reader.HasValueSequence && reader.ValueSpan.Length <= digits && !reader.ValueSpan.ContainsAny((byte)'e', (byte)'E');

    private static bool IsExact(ref Utf8JsonReader reader, decimal value)
    {
        Span<byte> written = stackalloc byte[LongestNumber];
        return Utf8Formatter.TryFormat(value, written, out var length) && JsonNumbers.AreEqual(Raw(ref reader), written[..length]);
    }

    private static ReadOnlySpan<byte> Raw(ref Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;

    // Blanks and bits beyond the last byte are lost in the bytes; a text that has them is not what would be written.
    private static bool IsCanonical(ref Utf8JsonReader reader, byte[] value)
    {
        const int group = 3;
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (reader.ValueIsEscaped)
            return reader.GetString() == Convert.ToBase64String(value);
        if (length != Base64.GetMaxEncodedToUtf8Length(value.Length))
            return false;
        if (value.Length % group == 0)
            return true;
        Span<byte> last = stackalloc byte[4];
        Base64.EncodeToUtf8(value.AsSpan(value.Length / group * group), last, out _, out _);
        return Raw(ref reader)[^last.Length..].SequenceEqual(last);
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "the end of its container",
    };
}
