namespace Pepay.Storefront.Host.Orders;

/// <summary>How far an order has come. Stored as its number; an order only ever moves to a higher one.</summary>
public enum OrderState
{
    Placed = 0,
    PartlyPaid = 1,
    Paid = 2,
    PartlyRefunded = 3,
    Refunded = 4,
}
