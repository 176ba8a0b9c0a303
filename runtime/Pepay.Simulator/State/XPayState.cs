namespace Pepay.Simulator.State;

/// <summary>Everything that xPay knows. Times are epoch milliseconds, money is in the smallest unit of its currency.</summary>
internal sealed class XPayState
{
    public List<Intent> Intents { get; set; } = [];

    public List<Refund> Refunds { get; set; } = [];

    public List<Customer> Customers { get; set; } = [];

    public List<CardToken> Tokens { get; set; } = [];

    public List<SetupMethod> SetupMethods { get; set; } = [];

    public List<Subscription> Subscriptions { get; set; } = [];

    public List<WebhookTarget> Targets { get; set; } = [];

    public Dictionary<string, StoredAnswer> Idempotency { get; set; } = [];

    /// <summary>PKCS#8 of the P-256 key that stands for xPay's own; generated at the first start.</summary>
    public byte[]? EcdsaKey { get; set; }
}
