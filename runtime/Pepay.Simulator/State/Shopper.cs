namespace Pepay.Simulator.State;

/// <summary>A shopper: the merchant's own customer id, or a wallet on a network.</summary>
internal sealed record Shopper(string? CustomerId, string? WalletAddress, string? WalletNetwork);
