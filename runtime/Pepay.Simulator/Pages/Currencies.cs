using System.Globalization;

namespace Pepay.Simulator.Pages;

/// <summary>Amounts in minor units as a person reads them, with the decimals of ISO 4217.</summary>
internal static class Currencies
{
    private static readonly HashSet<string> None =
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> Three = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    public static string Write(string currency, long minor)
    {
        var decimals = None.Contains(currency) ? 0 : Three.Contains(currency) ? 3 : 2;
        var divisor = decimals switch { 0 => 1m, 2 => 100m, _ => 1000m };
        return $"{currency} {(minor / divisor).ToString("N" + decimals, CultureInfo.InvariantCulture)}";
    }
}
