using Pepay.Runtime.Checkout;

namespace Nop.Plugin.Payments.Pepay.Checkout.Models;

/// <summary>The step before the order.</summary>
/// <param name="Provider">The method.</param>
/// <param name="IsEmbedded">Whether the customer stays in the shop.</param>
/// <param name="Assets">What the customer may choose; empty where that comes later.</param>
public sealed record PaymentInfoModel(string Provider, bool IsEmbedded = false, IReadOnlyList<PaymentAsset>? Assets = null)
{
    /// <summary>The choice's name in the form.</summary>
    public const string Field = "pepay-asset";
}

/// <summary>The shop's own payment page.</summary>
public sealed record PayModel
{
    /// <summary>Our id of the attempt.</summary>
    public required string AttemptId { get; init; }

    /// <summary>The order's number as the customer knows it.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>The order's page.</summary>
    public required string OrderUrl { get; init; }

    /// <summary>What is still to be paid.</summary>
    public required string Missing { get; init; }

    /// <summary>What has arrived; null for nothing.</summary>
    public string? Received { get; init; }

    /// <summary>Whether no more money is expected on this payment.</summary>
    public bool HasEnded { get; init; }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<PaymentAsset> Assets { get; init; } = [];

    /// <summary>Where and how much to send; null while the customer chooses.</summary>
    public TransferQuote? Quote { get; init; }

    /// <summary>How long the amount holds; 0 when it no longer does, null without an end.</summary>
    public int? MinutesLeft { get; init; }

    /// <summary>The transfer for a phone's camera; null when it does not fit.</summary>
    public QrCode? Code { get; init; }

    /// <summary>The provider's own page of this payment.</summary>
    public string? ProviderUrl { get; init; }

    /// <summary>Whether no real money is meant.</summary>
    public bool IsTestMoney { get; init; }
}
