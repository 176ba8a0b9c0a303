using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>An order's total as a provider is asked for it.</summary>
internal static class OrderAmount
{
    /// <summary>The total with the currency's own number of decimals; the shop keeps four.</summary>
    /// <exception cref="ArgumentException">The currency is not an ISO 4217 code.</exception>
    public static Money Of(decimal total, string currencyCode)
    {
        var currency = CurrencyCode.Normalize(currencyCode);
        return new Money(Math.Round(total, CurrencyCode.Decimals(currency) ?? 2, MidpointRounding.AwayFromZero), currency);
    }
}
