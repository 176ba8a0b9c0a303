using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant.Figures;

/// <summary>A span of time that ends now, in equal parts (UTC).</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Part">How long a part is.</param>
/// <param name="Parts">How many there are.</param>
public sealed record FigureRange(string Key, TimeSpan Part, int Parts)
{
    /// <summary>Those that a person chooses from.</summary>
    public static IReadOnlyList<FigureRange> All { get; } =
    [
        new("day", TimeSpan.FromHours(1), 24),
        new("week", TimeSpan.FromDays(1), 7),
        new("month", TimeSpan.FromDays(1), 30),
        new("quarter", TimeSpan.FromDays(7), 13),
    ];

    /// <summary>What people read.</summary>
    public string Name => Key switch
    {
        "day" => Texts.FiguresDay,
        "week" => Texts.FiguresWeek,
        "month" => Texts.FiguresMonth,
        _ => Texts.FiguresQuarter,
    };

    /// <summary>The range of this key; a week for any other.</summary>
    public static FigureRange Find(string? key) => All.FirstOrDefault(range => range.Key == key) ?? All[1];

    /// <summary>When the first part begins; parts begin at whole hours or days, and the last one holds now.</summary>
    public DateTimeOffset Start(DateTimeOffset now)
    {
        var unit = Part < TimeSpan.FromDays(1) ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        var end = new DateTimeOffset(now.UtcTicks - now.UtcTicks % unit.Ticks, TimeSpan.Zero) + unit;
        return end - Part * Parts;
    }
}
