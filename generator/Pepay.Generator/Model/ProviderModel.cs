using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Model;

/// <summary>The C# names of what exists once per provider.</summary>
internal sealed record ProviderNames(
    string Base, string Client, string Descriptor, string Operations, string Events, string EventInterface, string UnknownEvent, string Resolver, string Registration);

internal sealed record SecuritySchemeModel(string Name, string Kind, string? Parameter);

internal sealed record RateLimitModel(long Requests, long PerMilliseconds);

internal sealed record RetryModel(
    EquatableArray<int> Statuses, int MaxRetries, long TimeoutMilliseconds, EquatableArray<string> RequestIdHeaders, RateLimitModel? Limit);

internal sealed record SignatureModel(string Encoding, string? Header, string? Pointer);

internal sealed record WebhookSchemeModel(
    string Name, string Algorithm, string KeyEncoding, SignatureModel Signature, SignatureModel? PreviousSignature, string SignedPayload,
    string? TimestampHeader, string? TimestampUnit, long? ToleranceMilliseconds, bool ProvesAccount);

internal sealed record EnvironmentModel(string Live, string Test, string? Pointer, string? Header);

internal sealed record WebhookModel(
    EquatableArray<WebhookSchemeModel> Schemes, EquatableArray<string> EventId, string EventTypePointer, string? CreatedPointer, string? CreatedUnit,
    EquatableArray<EnvironmentModel> Environment, EquatableArray<EquatableArray<string>> OrderingKey, string? Items, long? DeadlineMilliseconds, string? Backfill);

/// <param name="TypeName">The record's full C# name.</param>
internal sealed record EventModel(string EventType, string Name, string TypeName, Docs Docs);

/// <summary>What the provider descriptor is generated from.</summary>
internal sealed record DescriptorModel(string Name, string DisplayName)
{
    /// <summary>The first server's address, when it is absolute and has no variables.</summary>
    public string? BaseUrl { get; init; }

    public RetryModel? Retry { get; init; }

    public EquatableArray<SecuritySchemeModel> Security { get; init; }

    public WebhookModel? Webhook { get; init; }
}

/// <summary>Everything that is generated for one namespace: the result of reading its files.</summary>
internal sealed record ProviderModel(string Namespace, bool IsPublic, ProviderNames Names, DescriptorModel Descriptor)
{
    public EquatableArray<TypeFile> Types { get; init; }

    public EquatableArray<ClientModel> Clients { get; init; }

    public EquatableArray<EventModel> Events { get; init; }

    public EquatableArray<DiagnosticInfo> Diagnostics { get; init; }
}
