using System.Globalization;
using System.Text.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Json;

/// <summary>
/// A time that providers send as a number since the Unix epoch or, in older versions, as an ISO 8601 string. It remembers the form in which
/// it was read, so that writing gives it back unchanged; one that was made from a <see cref="DateTimeOffset"/> is written as a number in the
/// unit that the specification says, cut to it. Two are equal when they are the same instant. The default is the Unix epoch.
/// </summary>
public readonly struct Timestamp : IEquatable<Timestamp>, IComparable<Timestamp>
{
    private readonly long ticksSinceEpoch;
    private readonly string? text;

    /// <summary>A time of this program.</summary>
    public Timestamp(DateTimeOffset value)
        : this(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, null)
    {
    }

    private Timestamp(long ticksSinceEpoch, string? text)
    {
        this.ticksSinceEpoch = ticksSinceEpoch;
        this.text = text;
    }

    /// <summary>The time in UTC.</summary>
    public DateTimeOffset Value => DateTimeOffset.UnixEpoch.AddTicks(ticksSinceEpoch);

    /// <summary>A time of this program.</summary>
    public static implicit operator Timestamp(DateTimeOffset value) => new(value);

    /// <summary>The time in UTC.</summary>
    public static implicit operator DateTimeOffset(Timestamp value) => value.Value;

    /// <summary>Whether both are the same instant.</summary>
    public static bool operator ==(Timestamp left, Timestamp right) => left.Equals(right);

    /// <summary>Whether they are different instants.</summary>
    public static bool operator !=(Timestamp left, Timestamp right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Timestamp other) => ticksSinceEpoch == other.ticksSinceEpoch;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Timestamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ticksSinceEpoch.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => ticksSinceEpoch.CompareTo(other.ticksSinceEpoch);

    /// <summary>The time in UTC as ISO 8601.</summary>
    public override string ToString() => Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    internal static bool TryRead(ref Utf8JsonReader reader, EpochUnit unit, out Timestamp value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.GetString()!;
            if (!TryParse(text, out var time))
                return false;
            value = new(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, text);
            return true;
        }

        var perUnit = TicksPer(unit);
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < Least / perUnit || number > Most / perUnit)
            return false;
        value = new(number * perUnit, null);
        return true;
    }

    internal void Write(Utf8JsonWriter writer, EpochUnit unit)
    {
        if (text is not null)
            writer.WriteStringValue(text);
        else
            writer.WriteNumberValue(FloorDivide(ticksSinceEpoch, TicksPer(unit)));
    }

    private static long Least => DateTimeOffset.MinValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;

    private static long Most => DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;

    private static long TicksPer(EpochUnit unit) => unit == EpochUnit.Seconds ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;

    // A bare number or a local date would be taken by a looser parser; only a full ISO 8601 time is a time.
    private static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
