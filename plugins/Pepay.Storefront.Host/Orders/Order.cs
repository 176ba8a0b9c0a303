using Pepay.Runtime.Payments;

namespace Pepay.Storefront.Host.Orders;

/// <summary>A stored order of the shop.</summary>
public sealed record Order
{
    public required string Number { get; init; }

    /// <summary>Opens the order's page; 128 random bits, so that nobody guesses it.</summary>
    public required string AccessKey { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required Money Shipping { get; init; }

    public required Money Total { get; init; }

    /// <summary>How many US dollars one unit of the total's currency was worth when the order was placed; null when nobody said so.</summary>
    public decimal? UsdRate { get; init; }

    public required OrderState State { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public string PagePath => "/orders/" + AccessKey;

    /// <summary>For <see cref="ShopOrder.Rates"/>.</summary>
    public IReadOnlyDictionary<string, decimal> Rates => UsdRate is { } rate ? new Dictionary<string, decimal> { ["USD"] = rate } : new Dictionary<string, decimal>();

    public bool NeedsPayment => State < OrderState.Paid;
}

/// <summary>One line, with the price at which it was sold.</summary>
public sealed record OrderLine(string ProductId, string Name, int Quantity, long PriceInCents);
