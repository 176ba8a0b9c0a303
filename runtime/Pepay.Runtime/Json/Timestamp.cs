using System.Text.Json;
using System.Text.Json.Serialization;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Json;

/// <summary>
/// A time that providers send as an ISO 8601 text or as a number since the Unix epoch. It remembers the form in which it was read, digits of
/// the fraction and offset included, so that writing gives the same text back; one that was made from a <see cref="DateTimeOffset"/> is
/// written as the specification says, numbers cut to their unit. Two are equal when they are the same instant. The default is the Unix epoch.
/// </summary>
[JsonConverter(typeof(TimestampConverter))]
public readonly struct Timestamp : IEquatable<Timestamp>, IComparable<Timestamp>
{
    private readonly long ticksSinceEpoch;
    private readonly short offsetMinutes;
    private readonly TimestampForm form;
    private readonly string? text;

    /// <summary>A time of this program.</summary>
    public Timestamp(DateTimeOffset value)
        : this(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, (short)(value.Offset.Ticks / TimeSpan.TicksPerMinute), default, null)
    {
    }

    internal Timestamp(long ticksSinceEpoch, short offsetMinutes, TimestampForm form, string? text)
    {
        this.ticksSinceEpoch = ticksSinceEpoch;
        this.offsetMinutes = offsetMinutes;
        this.form = form;
        this.text = text;
    }

    /// <summary>The time, with the offset in which it was read or made; UTC when it was a number. Digits after a tenth of a microsecond are cut.</summary>
    public DateTimeOffset Value => DateTimeOffset.UnixEpoch.AddTicks(ticksSinceEpoch).ToOffset(TimeSpan.FromMinutes(offsetMinutes));

    /// <summary>A time of this program.</summary>
    public static implicit operator Timestamp(DateTimeOffset value) => new(value);

    /// <summary>The time.</summary>
    public static implicit operator DateTimeOffset(Timestamp value) => value.Value;

    /// <summary>Whether both are the same instant.</summary>
    public static bool operator ==(Timestamp left, Timestamp right) => left.Equals(right);

    /// <summary>Whether they are different instants.</summary>
    public static bool operator !=(Timestamp left, Timestamp right) => !left.Equals(right);

    /// <summary>Whether the left one is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public bool Equals(Timestamp other) => ticksSinceEpoch == other.ticksSinceEpoch;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Timestamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ticksSinceEpoch.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => ticksSinceEpoch.CompareTo(other.ticksSinceEpoch);

    /// <summary>The time as ISO 8601: the text that was read, else with as many digits as it needs.</summary>
    public override string ToString()
    {
        if (text is not null)
            return text;
        Span<char> buffer = stackalloc char[TimestampText.Longest];
        return buffer[..TimestampText.Format(Value, form, buffer)].ToString();
    }

    internal static bool TryRead(ref Utf8JsonReader reader, out Timestamp value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String)
            return false;
        if (!reader.HasValueSequence && !reader.ValueIsEscaped)
            return TimestampText.TryParse(reader.ValueSpan, out value);
        Span<byte> buffer = stackalloc byte[TimestampText.Longest];
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length <= buffer.Length && TimestampText.TryParse(buffer[..reader.CopyString(buffer)], out value);
    }

    internal static bool TryRead(ref Utf8JsonReader reader, EpochUnit unit, out Timestamp value)
    {
        if (reader.TokenType == JsonTokenType.String)
            return TryRead(ref reader, out value);
        value = default;
        var perUnit = TicksPer(unit);
        if (!JsonRead.TryInteger(ref reader, out var number) || number < Least / perUnit || number > Most / perUnit)
            return false;
        value = new(number * perUnit, 0, default, null);
        return true;
    }

    internal void Write(Utf8JsonWriter writer)
    {
        if (text is not null)
        {
            writer.WriteStringValue(text);
            return;
        }

        Span<char> buffer = stackalloc char[TimestampText.Longest];
        writer.WriteStringValue(buffer[..TimestampText.Format(Value, form, buffer)]);
    }

    internal void Write(Utf8JsonWriter writer, EpochUnit unit)
    {
        if (text is not null || form.IsText)
            Write(writer);
        else
            writer.WriteNumberValue(FloorDivide(ticksSinceEpoch, TicksPer(unit)));
    }

    private static long Least => DateTimeOffset.MinValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;

    private static long Most => DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks;

    private static long TicksPer(EpochUnit unit) => unit == EpochUnit.Seconds ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;
}
