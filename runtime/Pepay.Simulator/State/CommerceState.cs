namespace Pepay.Simulator.State;

/// <summary>Carts, estimates, addresses and orders of Pepay Commerce. Money is decimal USD, times are epoch milliseconds.</summary>
internal sealed class CommerceState
{
    public List<Cart> Carts { get; set; } = [];

    public List<Estimate> Estimates { get; set; } = [];

    public List<SavedAddress> Addresses { get; set; } = [];

    public List<Order> Orders { get; set; } = [];
}
