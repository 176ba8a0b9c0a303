namespace Pepay.Runtime.Payments;

/// <summary>ISO 4217: how many decimals a currency's amounts have.</summary>
public static class CurrencyCode
{
    private static readonly HashSet<string> WithoutDecimals = new(StringComparer.Ordinal)
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> WithThreeDecimals = new(StringComparer.Ordinal)
    {
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    };

    /// <summary>The code in upper case.</summary>
    /// <exception cref="ArgumentException">The text is not three letters.</exception>
    public static string Normalize(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.Length != 3 || !code.All(char.IsAsciiLetter))
            throw new ArgumentException($"'{code}' is not an ISO 4217 currency code: three letters are expected, such as USD.", nameof(code));
        return code.ToUpperInvariant();
    }

    /// <summary>The number of decimals: 0, 2 or 3; null when the text is not a code.</summary>
    public static int? Decimals(string code)
    {
        if (code is not { Length: 3 })
            return null;
        return WithoutDecimals.Contains(code) ? 0 : WithThreeDecimals.Contains(code) ? 3 : 2;
    }

    internal static decimal MinorUnitFactor(string code) => Decimals(code) switch
    {
        0 => 1m,
        3 => 1000m,
        2 => 100m,
        _ => throw new ArgumentException($"'{code}' is not an ISO 4217 currency code.", nameof(code)),
    };
}
