namespace Pepay.Simulator.State;

internal sealed class Cart
{
    public required Shopper Shopper { get; set; }

    public List<CartItem> Items { get; set; } = [];

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }
}

internal sealed class CartItem
{
    public required string Id { get; set; }

    public required string ProductId { get; set; }

    public required string Retailer { get; set; }

    public required string Title { get; set; }

    public decimal Price { get; set; }

    public int Quantity { get; set; }

    public string? ImageUrl { get; set; }
}
