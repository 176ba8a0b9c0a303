namespace Pepay.Runtime.Checkout;

/// <summary>Where and how much to send, or why that cannot be said now.</summary>
public sealed record TransferQuote
{
    /// <summary>The token and network.</summary>
    public required PaymentAsset Asset { get; init; }

    /// <summary>Where to send it; null when there is no quote.</summary>
    public string? Address { get; init; }

    /// <summary>How much to send, in whole tokens as a decimal text (tokens have up to 18 decimals); null when there is no quote.</summary>
    public string? Amount { get; init; }

    /// <summary>The same as an address that wallets understand (EIP-681, Solana Pay), or the bare address where no such form is known.</summary>
    public string? Uri { get; init; }

    /// <summary>What opens the provider's live channel of this payment (<see cref="ILivePayment"/>); null for none. Not for a page, not for a log.</summary>
    public string? LiveToken { get; init; }

    /// <summary>Until when the amount holds (UTC); null when the provider names no time.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Why there is no quote, in a sentence for the payer; null when there is one.</summary>
    public string? Problem { get; init; }
}
