namespace Pepay.Storefront.Host;

/// <summary>What the shop is called.</summary>
internal static class Shop
{
    public const string Name = "Halden & Fir";
    public const string Line = "Good things for slow evenings";
}
