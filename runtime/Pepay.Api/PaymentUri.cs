using System.Globalization;
using System.Numerics;
using Pepay.Runtime.Providers;

namespace Pepay.Api;

/// <summary>
/// A transfer as an address that wallets understand: EIP-681 on Ethereum-like networks, Solana Pay on Solana. Elsewhere, and on test
/// networks whose chain no answer names, the bare address: a wallet that opened the wrong chain would send the money into nowhere.
/// </summary>
internal static class PaymentUri
{
    public static string For(AvailableToken token, string address, string amount, PaymentEnvironment environment)
    {
        if (token.Network == Network.Solana)
            return $"solana:{address}?amount={amount}{(token.TokenAddress.Value is { } mint ? "&spl-token=" + mint : "")}";
        if (environment != PaymentEnvironment.Live || ChainOf(token.Network) is not { } chain || UnitsOf(amount, token.TokenDecimals) is not { } units)
            return address;
        return token.TokenAddress.Value is { } contract
            ? $"ethereum:{contract}@{chain}/transfer?address={address}&uint256={units}"
            : $"ethereum:{address}@{chain}?value={units}";
    }

    private static int? ChainOf(Network? network) => network?.Value switch
    {
        "ethereum" => 1,
        "optimism" => 10,
        "bsc" => 56,
        "base" => 8453,
        "arbitrum" => 42161,
        "avalanche" => 43114,
        _ => null,
    };

    /// <summary>The amount in the token's smallest unit, exactly; null when it has more decimals than the token or is no number.</summary>
    private static BigInteger? UnitsOf(string amount, long? decimals)
    {
        if (decimals is not (>= 0 and <= 36))
            return null;
        var parts = amount.Split('.');
        var fraction = parts.Length > 1 ? parts[1].TrimEnd('0') : "";
        if (parts.Length > 2 || fraction.Length > decimals)
            return null;
        return BigInteger.TryParse(parts[0] + fraction.PadRight((int)decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var units) ? units : null;
    }
}
