using System.Text.Json.Nodes;

namespace Pepay.Simulator.State;

internal sealed class Intent
{
    public required string Id { get; set; }

    public required long Amount { get; set; }

    public required string Currency { get; set; }

    public string Status { get; set; } = "CREATED";

    public string? ReceiptId { get; set; }

    public string? Description { get; set; }

    public JsonObject? CustomerDetails { get; set; }

    public string? CallbackUrl { get; set; }

    public string? CancelUrl { get; set; }

    public JsonObject? Metadata { get; set; }

    public string? CustomerId { get; set; }

    public bool Tokenise { get; set; }

    public long CreatedAt { get; set; }

    public long? SucceededAt { get; set; }

    public bool CheckoutOpened { get; set; }

    public long Refunded { get; set; }

    public List<Charge> Charges { get; set; } = [];
}

internal sealed class Charge
{
    public required string Status { get; set; }

    public required string Brand { get; set; }

    public required string LastFour { get; set; }

    public long At { get; set; }

    public string? ErrorCode { get; set; }
}
