namespace Pepay.Simulator.State;

/// <summary>All that a restart must find again.</summary>
internal sealed class SimulatorState
{
    /// <summary>Source of every number that must differ from all others.</summary>
    public long Sequence { get; set; }

    public PepayState Pepay { get; set; } = new();

    public XPayState XPay { get; set; } = new();

    public List<WebhookDelivery> Deliveries { get; set; } = [];

    public long Next() => ++Sequence;
}
