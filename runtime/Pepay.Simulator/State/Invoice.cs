using System.Text.Json.Nodes;

namespace Pepay.Simulator.State;

internal sealed class Invoice
{
    public required string Id { get; set; }

    public required string Environment { get; set; }

    public required long Amount { get; set; }

    public long Paid { get; set; }

    public string Status { get; set; } = "unpaid";

    public string Type { get; set; } = "standard";

    public string? CustomerId { get; set; }

    public string? PayerWalletAddress { get; set; }

    public string? PayerWalletNetwork { get; set; }

    public string? OrderId { get; set; }

    public long CreatedAt { get; set; }

    public long ExpiresAt { get; set; }

    public long? PaidAt { get; set; }

    public long? LastPaymentAt { get; set; }

    public JsonObject Metadata { get; set; } = [];

    public string? Description { get; set; }

    public string? Title { get; set; }

    public string? Footer { get; set; }

    public string? CustomerEmail { get; set; }

    public string? ReturnUrl { get; set; }

    public JsonNode? Questions { get; set; }

    public JsonArray? Responses { get; set; }

    public required string SessionToken { get; set; }

    public required string Signature { get; set; }

    public int? LockedTokenId { get; set; }

    public string? Address { get; set; }

    public Verification? Verification { get; set; }

    public List<InvoicePayment> Payments { get; set; } = [];

    public long Remaining => Math.Max(0, Amount - Paid);
}

internal sealed class InvoicePayment
{
    public required string Id { get; set; }

    public required string Status { get; set; }

    public required long Amount { get; set; }

    public required int TokenId { get; set; }

    public string SettlementStatus { get; set; } = "pending";

    public required int SettlementId { get; set; }

    public required string TransactionHash { get; set; }

    public long CreatedAt { get; set; }
}

internal sealed class Verification
{
    public required string Id { get; set; }

    public required string Network { get; set; }

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }
}
