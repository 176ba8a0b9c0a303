using System.Text.Json.Nodes;

namespace Pepay.Simulator.State;

internal sealed class Order
{
    public required string Id { get; set; }

    public required string InvoiceId { get; set; }

    public required string Environment { get; set; }

    public required Shopper Shopper { get; set; }

    public string Status { get; set; } = "pending_payment";

    public string? Substatus { get; set; }

    public List<CartItem> Items { get; set; } = [];

    public JsonObject? Address { get; set; }

    public decimal Total { get; set; }

    public decimal Fee { get; set; }

    public string? RefundWallet { get; set; }

    public string PaymentStatus { get; set; } = "pending";

    public string SettlementStatus { get; set; } = "pending";

    public string? TransactionHash { get; set; }

    public string? RefundTransactionHash { get; set; }

    public string CancellationStatus { get; set; } = "none";

    public string RefundStatus { get; set; } = "NONE";

    public JsonObject? Tracking { get; set; }

    public List<OrderMoment> Timeline { get; set; } = [];

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }
}

internal sealed record OrderMoment(string Status, long At, string Message);
