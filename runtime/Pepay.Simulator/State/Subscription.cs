using System.Text.Json.Nodes;

namespace Pepay.Simulator.State;

internal sealed class Subscription
{
    public required string Id { get; set; }

    public required JsonObject Request { get; set; }

    public required long Amount { get; set; }

    public required int CycleCount { get; set; }

    public int Charged { get; set; }

    public string Status { get; set; } = "CREATED";

    public long CreatedAt { get; set; }

    public long? NextPaymentAt { get; set; }

    public long? TrialEndsAt { get; set; }

    public int RemainingCycles => Math.Max(0, CycleCount - Charged);
}
