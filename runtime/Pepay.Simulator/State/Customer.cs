using System.Text.Json.Nodes;

namespace Pepay.Simulator.State;

internal sealed class Customer
{
    public required string Id { get; set; }

    public required JsonObject Details { get; set; }
}

internal sealed class CardToken
{
    public required string Id { get; set; }

    public required string CustomerId { get; set; }

    public string Status { get; set; } = "LIVE";

    public long CreatedAt { get; set; }
}

internal sealed class SetupMethod
{
    public required string Id { get; set; }

    public required string Secret { get; set; }

    public required string CustomerId { get; set; }

    public required JsonObject Request { get; set; }

    public string Status { get; set; } = "CREATED";

    public string? TokenId { get; set; }
}
