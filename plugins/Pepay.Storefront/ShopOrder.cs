using Pepay.Runtime.Payments;

namespace Pepay.Storefront;

/// <summary>What the checkout needs to know of one of the shop's orders.</summary>
public sealed record ShopOrder
{
    /// <summary>The order number that shopper and merchant see; travels with the payment.</summary>
    public required string Number { get; init; }

    /// <summary>The order's total. The payment asks for exactly this amount; it is never read from a request.</summary>
    public required Money Total { get; init; }

    /// <summary>
    /// For providers that take one currency only: how much of another currency (the key, as <c>USD</c>) one unit of the total's is worth. Fixed when the order
    /// was placed and stored with it, so that every try asks for the same amount; <see cref="Money.In"/> says how it is rounded. A provider whose
    /// currency is neither the total's nor among these is not offered.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> Rates { get; init; } = new Dictionary<string, decimal>();

    /// <summary>What the payer reads on the payment page.</summary>
    public required string Description { get; init; }

    /// <summary>The shop's id of the customer; null for a guest.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The customer's name; null when the shop does not know it.</summary>
    public string? Name { get; init; }

    /// <summary>The customer's e-mail address; null when the shop does not know it.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// Path of the shop's page of this order, such as <c>/orders/1c9f…</c>; payment pages link to it. It is shown to the browser that
    /// pays, so it may contain an access key. Null when there is none.
    /// </summary>
    public string? PagePath { get; init; }
}
