using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>Which events a list, a stream or a webhook wants; null wants all.</summary>
internal sealed record EventFilter
{
    public string[]? Types { get; init; }

    public string? Environment { get; init; }

    public string? InvoiceId { get; init; }

    public string[]? InvoiceTypes { get; init; }

    public string? OrderId { get; init; }

    public string? CustomerId { get; init; }

    public string? WalletAddress { get; init; }

    public string? WalletNetwork { get; init; }

    /// <summary>Only what belongs to an order of commerce.</summary>
    public bool CommerceOnly { get; init; }

    public bool Wants(PepayEvent pepayEvent) =>
        (Types is null || Matches(Types, pepayEvent.Type))
        && Same(Environment, pepayEvent.Environment)
        && Same(InvoiceId, pepayEvent.InvoiceId)
        && (InvoiceTypes is null || InvoiceTypes.Contains(pepayEvent.InvoiceType))
        && Same(OrderId, pepayEvent.OrderId)
        && Same(CustomerId, pepayEvent.CustomerId)
        && Same(WalletAddress, pepayEvent.WalletAddress)
        && Same(WalletNetwork, pepayEvent.WalletNetwork)
        && (!CommerceOnly || pepayEvent.OrderId is not null);

    /// <summary>Exact types, and prefix wildcards such as <c>invoice.*</c>.</summary>
    public static bool Matches(IEnumerable<string> patterns, string type) => patterns.Any(pattern =>
        pattern.EndsWith(".*", StringComparison.Ordinal) ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == type);

    private static bool Same(string? wanted, string? actual) => wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
}
