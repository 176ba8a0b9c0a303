using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Checkout;

/// <summary>What a shop wants to be paid for.</summary>
public sealed record CheckoutRequest
{
    /// <summary>The shop's order number; travels with the payment and comes back with it.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>The order's total.</summary>
    public required Money Amount { get; init; }

    /// <summary>What the payer reads on the payment page.</summary>
    public required string Description { get; init; }

    /// <summary>The shop's id of the customer; null for a guest.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The customer's name, where known.</summary>
    public string? CustomerName { get; init; }

    /// <summary>The customer's e-mail address, where known.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>Where the payer comes back to, for the given attempt id. The address never says that something was paid.</summary>
    public required Func<string, Uri> ReturnUrl { get; init; }

    /// <summary>Where the payer comes back to after giving up, for the given attempt id.</summary>
    public required Func<string, Uri> CancelUrl { get; init; }
}
