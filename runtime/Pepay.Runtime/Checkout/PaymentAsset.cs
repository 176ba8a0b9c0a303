namespace Pepay.Runtime.Checkout;

/// <summary>A token on a network that a payment can be paid with.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Symbol">The token's symbol, such as <c>USDC</c>.</param>
/// <param name="Name">The token's name.</param>
/// <param name="Network">The network's name for people.</param>
/// <param name="WhyUnavailable">Why it cannot be used now, in a sentence; null when it can.</param>
public sealed record PaymentAsset(string Id, string Symbol, string Name, string Network, string? WhyUnavailable);
