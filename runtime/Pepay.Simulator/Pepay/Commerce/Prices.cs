namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>Shipping and fees, chosen so that the published example comes out: 9.99 + 1 shipping + 3 fees = 13.99.</summary>
internal static class Prices
{
    public const decimal Shipping = 1m;
    public const decimal FixedFee = 2m;
    public const decimal FeePercent = 10m;
    public const decimal MaxOrder = 2500m;

    public static decimal PercentageFee(decimal subtotal) => decimal.Round(subtotal * FeePercent / 100m, 2, MidpointRounding.AwayFromZero);

    public static decimal Fee(decimal subtotal) => FixedFee + PercentageFee(subtotal);
}
