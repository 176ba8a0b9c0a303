using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pepay.Benchmarks.Json;

// What a careful user writes by hand for System.Text.Json's source generator, to the same end as the generated types: required properties are
// demanded, unknown properties survive, statuses of a newer server survive (so they are texts), decimals in texts are exact.

internal sealed record RivalInvoiceEvent
{
    public required string Id { get; init; }

    public required string Object { get; init; }

    public string? ApiVersion { get; init; }

    public required long Created { get; init; }

    public required string Type { get; init; }

    public bool? Livemode { get; init; }

    public long? PendingWebhooks { get; init; }

    public RivalRequest? Request { get; init; }

    public required RivalInvoiceData Data { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalRequest
{
    public string? Id { get; init; }

    public string? IdempotencyKey { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalInvoiceData
{
    public required RivalInvoice Object { get; init; }

    public Dictionary<string, JsonElement>? PreviousAttributes { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalInvoiceList
{
    public required string Object { get; init; }

    public required IReadOnlyList<RivalInvoice> Data { get; init; }

    public required bool HasMore { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalInvoice
{
    public required string Object { get; init; }

    public required string Id { get; init; }

    public long? MerchantId { get; init; }

    public required string Status { get; init; }

    public string? InvoiceType { get; init; }

    public string? Currency { get; init; }

    public long? Amount { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public decimal? AmountDecimal { get; init; }

    public long? AmountPaid { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public decimal? AmountPaidDecimal { get; init; }

    public long? AmountRemaining { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public decimal? AmountRemainingDecimal { get; init; }

    public string? AmountUnit { get; init; }

    public decimal? AmountUsd { get; init; }

    public string? CustomerId { get; init; }

    public string? PayerWalletAddress { get; init; }

    public string? PayerWalletNetwork { get; init; }

    public string? CommerceOrderId { get; init; }

    public string? Environment { get; init; }

    public long? ExpiresAt { get; init; }

    public long? CreatedAt { get; init; }

    public long? PaidAt { get; init; }

    public long? LastPaymentAt { get; init; }

    public Dictionary<string, JsonElement>? Metadata { get; init; }

    public RivalPayment? LatestPayment { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalPayment
{
    public required string Object { get; init; }

    public required string Id { get; init; }

    public required string InvoiceId { get; init; }

    public long? MerchantId { get; init; }

    public required string Status { get; init; }

    public string? Environment { get; init; }

    public decimal? AmountUsd { get; init; }

    public string? SettlementStatus { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The metadata of these records, made by System.Text.Json's own generator.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RivalInvoiceEvent))]
[JsonSerializable(typeof(RivalInvoiceList))]
internal sealed partial class RivalContext : JsonSerializerContext;
