namespace Pepay.Simulator.State;

/// <summary>Everything that Pepay knows. Times are epoch milliseconds, money of invoices is usd_millis (1 USD = 1000).</summary>
internal sealed class PepayState
{
    public List<PepayKey> Keys { get; set; } = [];

    public List<Invoice> Invoices { get; set; } = [];

    public List<PepayEvent> Events { get; set; } = [];

    public List<WebhookTarget> Targets { get; set; } = [];

    public Dictionary<string, StoredAnswer> Idempotency { get; set; } = [];

    public CommerceState Commerce { get; set; } = new();

    public HashSet<int> BlockedTokens { get; set; } = [];

    public int? SettlementTokenId { get; set; }

    public string CurrentEnvironment { get; set; } = "devnet";

    public long LastEventMs { get; set; }
}
