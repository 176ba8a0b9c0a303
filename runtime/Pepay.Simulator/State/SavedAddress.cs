using System.Text.Json.Nodes;

namespace Pepay.Simulator.State;

internal sealed class SavedAddress
{
    public required string Id { get; set; }

    public required Shopper Shopper { get; set; }

    public required JsonObject Address { get; set; }

    public long CreatedAt { get; set; }
}
