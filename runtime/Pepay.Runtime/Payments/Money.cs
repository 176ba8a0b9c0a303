using System.Globalization;

namespace Pepay.Runtime.Payments;

/// <summary>An exact amount in major units of a currency (12.34 USD). Never a binary floating-point number.</summary>
/// <param name="Amount">The amount in major units.</param>
/// <param name="Currency">The ISO 4217 code, upper case.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>Makes an amount from the currency's smallest unit (1234 → 12.34 USD, 1234 → 1234 JPY).</summary>
    /// <exception cref="ArgumentException">The currency is not a known ISO 4217 code.</exception>
    public static Money FromMinorUnits(long minorUnits, string currency)
    {
        var code = CurrencyCode.Normalize(currency);
        return new Money(minorUnits / CurrencyCode.MinorUnitFactor(code), code);
    }

    /// <summary>The amount in the currency's smallest unit.</summary>
    /// <exception cref="InvalidOperationException">The amount has more decimals than the currency; round it where the price is made.</exception>
    public long ToMinorUnits()
    {
        var minor = Amount * CurrencyCode.MinorUnitFactor(Currency);
        if (minor != decimal.Truncate(minor))
            throw new InvalidOperationException($"{this} has more decimals than {Currency} has. Round the price before checkout.");
        return decimal.ToInt64(minor);
    }

    /// <summary>
    /// The amount in another currency, rounded to the smallest unit of that currency; half a unit goes up (away from zero). A price is converted once,
    /// where it is made: two roundings are not one.
    /// </summary>
    /// <param name="currency">The ISO 4217 code of the other currency.</param>
    /// <param name="rate">How much of the other currency one unit of this one is worth.</param>
    /// <exception cref="ArgumentException">The code is none, or the rate is not above zero.</exception>
    public Money In(string currency, decimal rate)
    {
        var code = CurrencyCode.Normalize(currency);
        if (rate <= 0)
            throw new ArgumentException($"A rate from {Currency} to {code} must be above zero; {rate.ToString(CultureInfo.InvariantCulture)} is not.", nameof(rate));
        return new Money(decimal.Round(Amount * rate, CurrencyCode.Decimals(code)!.Value, MidpointRounding.AwayFromZero), code);
    }

    /// <summary>The amount with the currency's decimals and its code, in invariant notation: <c>12.30 USD</c>.</summary>
    public override string ToString()
    {
        if (Currency is null)
            return Amount.ToString(CultureInfo.InvariantCulture);
        var decimals = Math.Max(CurrencyCode.Decimals(Currency) ?? 2, Amount.Scale);
        return Amount.ToString(string.Create(CultureInfo.InvariantCulture, $"N{TrimmedScale(decimals)}"), CultureInfo.InvariantCulture) + " " + Currency;
    }

    private int TrimmedScale(int scale)
    {
        var least = CurrencyCode.Decimals(Currency) ?? 2;
        while (scale > least && decimal.Round(Amount, scale - 1) == Amount)
            scale--;
        return scale;
    }
}
