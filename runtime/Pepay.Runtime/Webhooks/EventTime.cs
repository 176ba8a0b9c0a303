using System.Globalization;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>Reads an event's time, which newer provider versions write as a number and older ones as ISO 8601.</summary>
internal static class EventTime
{
    /// <summary>The time in UTC; null for anything else, because an odd time is no reason to refuse an event.</summary>
    public static DateTimeOffset? Parse(string? text, EpochUnit unit)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
        {
            var latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
            return number > latest || (unit == EpochUnit.Seconds && number > latest / 1000) ? null
                : DateTimeOffset.FromUnixTimeMilliseconds((long)(unit == EpochUnit.Seconds ? number * 1000 : number));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;
    }
}
