using System.Globalization;
using System.Text;

namespace Pepay.Runtime.Json;

/// <summary>How an ISO 8601 text in the layout of RFC 3339 was written: enough to write it again without keeping it.</summary>
/// <param name="IsText">Whether it was read from a text at all.</param>
/// <param name="Digits">The digits of its fraction.</param>
/// <param name="IsZulu">Whether it ended with Z.</param>
internal readonly record struct TimestampForm(bool IsText, byte Digits, bool IsZulu);

/// <summary>The texts of times.</summary>
internal static class TimestampText
{
    /// <summary>More than any text of a time needs.</summary>
    public const int Longest = 64;

    private const int SecondsLength = 19;
    private const int TickDigits = 7;
    private const int ZoneLength = 6;
    private const int MostOffsetMinutes = 14 * 60;

    /// <summary>Reads RFC 3339 and, keeping the text, what else ISO 8601 and its users write: a leap second, a blank for the T, an offset without colon.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Timestamp value) => TryStrict(utf8, out value) || TryLoose(utf8, out value);

    /// <summary>Writes a time in a form; one that was not read is written with as many digits as it needs, in UTC with Z.</summary>
    public static int Format(DateTimeOffset time, TimestampForm form, Span<char> into)
    {
        var digits = form.IsText ? form.Digits : NeededDigits(time.Ticks);
        time.TryFormat(into, out var length, digits == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        length -= digits == 0 ? 0 : TickDigits - digits;
        if (form.IsText ? form.IsZulu : time.Offset == TimeSpan.Zero)
        {
            into[length] = 'Z';
            return length + 1;
        }

        time.TryFormat(into[length..], out var zone, "zzz", CultureInfo.InvariantCulture);
        return length + zone;
    }

    private static byte NeededDigits(long ticks)
    {
        var fraction = ticks % TimeSpan.TicksPerSecond;
        byte digits = 0;
        for (var unit = TimeSpan.TicksPerSecond; fraction != 0; digits++)
            fraction %= unit /= 10;
        return digits;
    }

    private static bool TryStrict(ReadOnlySpan<byte> utf8, out Timestamp value)
    {
        value = default;
        if (utf8.Length <= SecondsLength || utf8[4] != '-' || utf8[7] != '-' || utf8[10] != 'T' || utf8[13] != ':' || utf8[16] != ':')
            return false;
        if (!Number(utf8[..4], out var year) || !Number(utf8[5..7], out var month) || !Number(utf8[8..10], out var day)
            || !Number(utf8[11..13], out var hour) || !Number(utf8[14..16], out var minute) || !Number(utf8[17..19], out var second))
            return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var digits = 0;
        long fraction = 0;
        if (utf8[SecondsLength] == '.' && !Fraction(utf8[(SecondsLength + 1)..], out digits, out fraction))
            return false;
        var zone = utf8[(SecondsLength + (digits == 0 ? 0 : digits + 1))..];
        if (!Zone(zone, out var offset, out var zulu))
            return false;
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + fraction;
        var utc = local - (offset * TimeSpan.TicksPerMinute);
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
            return false;

        // More digits than ticks have are cut from the value; the text keeps them.
        value = digits <= TickDigits
            ? new(utc - DateTime.UnixEpoch.Ticks, offset, new(true, (byte)digits, zulu), null)
            : new(utc - DateTime.UnixEpoch.Ticks, offset, new(true, TickDigits, zulu), Encoding.UTF8.GetString(utf8));
        return true;
    }

    private static bool Fraction(ReadOnlySpan<byte> utf8, out int digits, out long ticks)
    {
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond;
        for (digits = 0; digits < utf8.Length && utf8[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
            ticks += (utf8[digits] - '0') * (unit /= 10);
        return digits > 0;
    }

    private static bool Zone(ReadOnlySpan<byte> utf8, out short offset, out bool zulu)
    {
        offset = 0;
        zulu = utf8.Length == 1 && utf8[0] == 'Z';
        if (zulu)
            return true;
        if (utf8.Length != ZoneLength || utf8[0] is not ((byte)'+' or (byte)'-') || utf8[3] != ':'
            || !Number(utf8[1..3], out var hours) || !Number(utf8[4..], out var minutes) || minutes > 59)
            return false;
        var total = (hours * 60) + minutes;
        offset = (short)(utf8[0] == '-' ? -total : total);

        // -00:00 says that the offset is not known; nothing but the text itself keeps that.
        return total <= MostOffsetMinutes && (total > 0 || utf8[0] == '+');
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + digit - '0';
        }

        return true;
    }

    // A bare number or a date without a year in front would be taken by the framework's parser; they are no times.
    private static bool TryLoose(ReadOnlySpan<byte> utf8, out Timestamp value)
    {
        value = default;
        if (utf8.Length < 10 || utf8[4] != '-' || utf8[7] != '-' || !Ascii.IsValid(utf8))
            return false;
        var text = Encoding.ASCII.GetString(utf8);
        var leap = text.Length > 18 && string.CompareOrdinal(text, 16, ":60", 0, 3) == 0;
        var readable = leap ? string.Concat(text.AsSpan(0, 17), "59", text.AsSpan(19)) : text;
        if (!DateTimeOffset.TryParse(readable, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return false;
        var utc = time.UtcTicks + (leap ? TimeSpan.TicksPerSecond : 0);
        if (utc > DateTime.MaxValue.Ticks)
            return false;
        value = new(utc - DateTime.UnixEpoch.Ticks, (short)(time.Offset.Ticks / TimeSpan.TicksPerMinute), new(true, 0, false), text);
        return true;
    }
}
