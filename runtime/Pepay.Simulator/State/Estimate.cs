namespace Pepay.Simulator.State;

internal sealed class Estimate
{
    public required string Id { get; set; }

    public required Shopper Shopper { get; set; }

    public required string Environment { get; set; }

    public List<CartItem> Items { get; set; } = [];

    public decimal Shipping { get; set; }

    public decimal Fee { get; set; }

    public long CreatedAt { get; set; }

    public long ExpiresAt { get; set; }

    public decimal Subtotal => Items.Sum(item => item.Price * item.Quantity);

    public decimal Total => Subtotal + Shipping + Fee;
}
