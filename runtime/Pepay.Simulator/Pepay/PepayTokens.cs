namespace Pepay.Simulator.Pepay;

/// <summary>A token that invoices can be paid with.</summary>
internal sealed record PepayToken(int Id, string Symbol, string Name, string Network, string Type, int Decimals, string? Address, decimal UsdPrice, bool Stable)
{
    public string NetworkName => Network == "bsc" ? "BNB Chain" : char.ToUpperInvariant(Network[0]) + Network[1..];
}

/// <summary>The tokens that this simulator knows.</summary>
internal static class PepayTokens
{
    public static readonly IReadOnlyList<PepayToken> All =
    [
        new(1, "USDC", "USD Coin", "base", "erc20", 6, "0x036CbD53842c5426634e7929541eC2318f3dCF7e", 1m, true),
        new(2, "USDC", "USD Coin", "solana", "spl", 6, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", 1m, true),
        new(3, "USDT", "Tether USD", "bsc", "erc20", 18, "0x337610d27c682E347C9cD60BD4b3b107C9d34dDd", 1m, true),
        new(4, "ETH", "Ether", "ethereum", "native", 18, null, 2500m, false),
        new(5, "SOL", "Solana", "solana", "native", 9, null, 125m, false),
        new(6, "BNB", "BNB", "bsc", "native", 18, null, 625m, false),
    ];

    public static PepayToken? Find(long id) => All.FirstOrDefault(token => token.Id == id);

    public static PepayToken Get(int id) => Find(id) ?? throw new InvalidOperationException($"There is no token {id}.");
}
