using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Commerce;

/// <summary>A product among search results.</summary>
/// <param name="Id">The provider's id.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Price">About what it costs; null when the provider does not say. The estimate decides.</param>
public sealed record CommerceProduct(string Id, string Title, Money? Price);

/// <summary>Who sells a product.</summary>
/// <param name="Retailer">The retailer, in the provider's word; null when it does not say.</param>
/// <param name="Offers">The offers, the best first; empty when nobody sells it now.</param>
public sealed record CommerceOffers(string? Retailer, IReadOnlyList<CommerceOffer> Offers);

/// <summary>What one seller asks for a product.</summary>
/// <param name="Seller">The seller's name.</param>
/// <param name="Price">The price of one.</param>
/// <param name="Shipping">Shipping, when the provider says it.</param>
/// <param name="Total">Both together, when the provider says it.</param>
/// <param name="Condition">New, used and so on, in the provider's word; null when it does not say.</param>
/// <param name="ShipsWithinDays">Days until it ships, at most; null when the provider does not say.</param>
/// <param name="IsAvailable">Whether it can be bought.</param>
public sealed record CommerceOffer(string Seller, Money Price, Money? Shipping, Money? Total, string? Condition, int? ShipsWithinDays, bool IsAvailable);

/// <summary>A product in a cart.</summary>
/// <param name="ProductId">The provider's id of the product.</param>
/// <param name="Retailer">The retailer, in the provider's word; null when unknown.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Price">What one cost when it was put in.</param>
/// <param name="Quantity">How many.</param>
public sealed record CommerceItem(string ProductId, string? Retailer, string Title, Money Price, int Quantity)
{
    /// <summary>What they cost together.</summary>
    public Money Total => Price with { Amount = Price.Amount * Quantity };
}
