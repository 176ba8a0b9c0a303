using System.Globalization;

namespace Pepay.Storefront.Merchant.Figures;

/// <summary>Numbers as charts and their tables show them.</summary>
internal static class ChartText
{
    /// <summary>A number as an attribute of SVG.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => seconds switch
    {
        < 120 => seconds.ToString("0.## s", CultureInfo.InvariantCulture),
        < 7200 => (seconds / 60).ToString("0.# min", CultureInfo.InvariantCulture),
        _ => (seconds / 3600).ToString("0.# h", CultureInfo.InvariantCulture),
    };

    /// <summary>The top of a scale: at least this much, and its half is round too.</summary>
    public static double Top(double most, double least)
    {
        for (var step = least; ; step *= 10)
        {
            foreach (var factor in (double[])[1, 2, 5])
            {
                if (step * factor >= most)
                    return step * factor;
            }
        }
    }
}
