namespace Pepay.Storefront.Merchant.Figures;

/// <summary>What happened in a span of time, part by part.</summary>
/// <param name="Parts">Oldest first, without a hole.</param>
/// <param name="IsCut">Whether there was more than is counted.</param>
public sealed record ShopFigures(IReadOnlyList<FigurePart> Parts, bool IsCut)
{
    /// <summary>All parts together.</summary>
    public required FigurePart Total { get; init; }
}

/// <summary>One part of the span, or all of it. Payments are counted where they were begun, by what they are now.</summary>
/// <param name="From">When it begins (UTC).</param>
public sealed record FigurePart(DateTimeOffset From)
{
    /// <summary>Paid, and the money is still there.</summary>
    public int Paid { get; init; }

    /// <summary>Nothing or too little has arrived, and more may.</summary>
    public int Open { get; init; }

    /// <summary>Expired, declined or cancelled.</summary>
    public int NotPaid { get; init; }

    /// <summary>Refunded, in whole or in part, or under dispute.</summary>
    public int GivenBack { get; init; }

    /// <summary>All of them.</summary>
    public int Payments => Paid + Open + NotPaid + GivenBack;

    /// <summary>Orders whose first payment was begun in this time.</summary>
    public int Orders { get; init; }

    /// <summary>How many of them were paid, whatever happened to the money afterwards.</summary>
    public int OrdersPaid { get; init; }

    /// <summary>The share of paid orders; null when there were none.</summary>
    public double? Conversion => Orders == 0 ? null : (double)OrdersPaid / Orders;

    /// <summary>Webhooks that arrived in this time and say when the provider made them.</summary>
    public int Webhooks { get; init; }

    /// <summary>Half of them took no longer, in seconds; null when there were none.</summary>
    public double? MedianLag { get; init; }

    /// <summary>95 of 100 took no longer, in seconds; null when there were none.</summary>
    public double? LongLag { get; init; }
}
