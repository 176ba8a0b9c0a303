namespace Pepay.Api;

/// <summary>What a merchant stream is narrowed to; what is null or empty is not narrowed.</summary>
public sealed record MerchantStreamFilter
{
    /// <summary>Event types; <c>.*</c> at the end stands for every type with that prefix, as in <c>invoice.*</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Invoice types; <c>standard</c> and <c>commerce</c> are known.</summary>
    public IReadOnlyList<string> InvoiceTypes { get; init; } = [];

    /// <summary>One invoice only.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The merchant's own customer id.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Devnet or mainnet only.</summary>
    public Environment? Environment { get; init; }

    internal IReadOnlyList<KeyValuePair<string, string>> Parameters => StreamFilterParameters.Of(
        ("types", string.Join(',', Types)), ("invoice_type", string.Join(',', InvoiceTypes)), ("customer_id", CustomerId), ("invoice_id", InvoiceId),
        ("environment", Environment?.Value));
}

/// <summary>What a commerce stream is narrowed to; what is null or empty is not narrowed.</summary>
public sealed record CommerceStreamFilter
{
    /// <summary>Event types; <c>.*</c> at the end stands for every type with that prefix, as in <c>commerce.order.*</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>One order only.</summary>
    public string? OrderId { get; init; }

    /// <summary>One invoice only.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The merchant's own customer id.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The shopper's wallet.</summary>
    public StreamWallet? Wallet { get; init; }

    internal IReadOnlyList<KeyValuePair<string, string>> Parameters => StreamFilterParameters.Of(
        ("types", string.Join(',', Types)), ("order_id", OrderId), ("invoice_id", InvoiceId), ("customer_id", CustomerId),
        ("wallet_address", Wallet?.Address), ("wallet_network", Wallet?.Network));
}

/// <summary>A wallet; Pepay takes both parts or none.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Network">Its network, such as <c>base</c>.</param>
public sealed record StreamWallet(string Address, string Network);

internal static class StreamFilterParameters
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var given = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
                given.Add(new(name, value));
        }

        return given;
    }
}
