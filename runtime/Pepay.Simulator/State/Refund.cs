namespace Pepay.Simulator.State;

internal sealed class Refund
{
    public required string Id { get; set; }

    public required string IntentId { get; set; }

    public required long Amount { get; set; }

    public required string Currency { get; set; }

    public long At { get; set; }
}
