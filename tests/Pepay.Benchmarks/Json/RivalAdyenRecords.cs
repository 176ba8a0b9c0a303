using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pepay.Benchmarks.Json;

// By hand nobody writes the two hundred properties of Adyen's additionalData, so it is a dictionary here; the generated type has them all.

internal sealed record RivalNotification
{
    public string? Live { get; init; }

    public IReadOnlyList<RivalNotificationItemWrapper>? NotificationItems { get; init; }
}

internal sealed record RivalNotificationItemWrapper
{
    [JsonPropertyName("NotificationRequestItem")]
    public RivalNotificationItem? NotificationRequestItem { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalNotificationItem
{
    public Dictionary<string, string>? AdditionalData { get; init; }

    public required RivalAmount Amount { get; init; }

    public required string EventCode { get; init; }

    public required DateTimeOffset EventDate { get; init; }

    public required string MerchantAccountCode { get; init; }

    public required string MerchantReference { get; init; }

    public IReadOnlyList<string>? Operations { get; init; }

    public string? PaymentMethod { get; init; }

    public required string PspReference { get; init; }

    public string? Reason { get; init; }

    public required string Success { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record RivalAmount
{
    public required string Currency { get; init; }

    public required long Value { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The metadata of these records, made by System.Text.Json's own generator.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RivalNotification))]
internal sealed partial class RivalAdyenContext : JsonSerializerContext;
