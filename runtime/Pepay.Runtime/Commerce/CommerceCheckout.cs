using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Commerce;

/// <summary>What an order would cost.</summary>
public sealed record CommerceEstimate
{
    /// <summary>The provider's id, for the next steps.</summary>
    public required string Id { get; init; }

    /// <summary>What the order will have, at prices of now.</summary>
    public required IReadOnlyList<CommerceItem> Items { get; init; }

    /// <summary>What it will not have.</summary>
    public required IReadOnlyList<CommerceRefusal> Refused { get; init; }

    /// <summary>The goods.</summary>
    public required Money Subtotal { get; init; }

    /// <summary>Shipping.</summary>
    public required Money Shipping { get; init; }

    /// <summary>Tax.</summary>
    public required Money Tax { get; init; }

    /// <summary>The provider's fees.</summary>
    public required Money Fees { get; init; }

    /// <summary>All of it.</summary>
    public required Money Total { get; init; }

    /// <summary>Until when it holds (UTC); null when the provider does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An item that cannot be bought.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Reason">Why, in the provider's words; null when it does not say.</param>
public sealed record CommerceRefusal(string ProductId, string? Reason);

/// <summary>Where goods go. Empty texts are left out.</summary>
public sealed record CommerceAddress
{
    /// <summary>First name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Last name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Street and number.</summary>
    public string Street { get; init; } = "";

    /// <summary>Flat, floor and the like.</summary>
    public string Line2 { get; init; } = "";

    /// <summary>City.</summary>
    public string City { get; init; } = "";

    /// <summary>State or region.</summary>
    public string State { get; init; } = "";

    /// <summary>Postal code.</summary>
    public string PostalCode { get; init; } = "";

    /// <summary>Country, as an ISO 3166 code of two letters.</summary>
    public string Country { get; init; } = "";

    /// <summary>Telephone number.</summary>
    public string Phone { get; init; } = "";

    /// <summary>E-mail address.</summary>
    public string Email { get; init; } = "";
}

/// <summary>An address as the provider stored it.</summary>
/// <param name="Id">The provider's id, for the next step.</param>
/// <param name="Address">The address in the provider's spelling.</param>
/// <param name="IsValidated">Whether the provider is sure that it exists.</param>
/// <param name="Delivery">How the goods travel and how long that takes, in the provider's words; null when it does not say.</param>
public sealed record CommerceDestination(string Id, CommerceAddress Address, bool IsValidated, string? Delivery);

/// <summary>A new order, to be paid.</summary>
/// <param name="OrderId">The provider's id of the order.</param>
/// <param name="PaymentId">The provider's id of the payment.</param>
/// <param name="PaymentUrl">Where it is paid.</param>
/// <param name="ExpiresAt">Until when (UTC); null when the provider does not say.</param>
public sealed record CommerceCheckout(string OrderId, string PaymentId, Uri PaymentUrl, DateTimeOffset? ExpiresAt);
