using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// A webhook request as the provider would send and sign it, with an event that belongs to no payment. A shop sends it to its own address to see
/// that address, secret and database work, where the provider has no interface for a test event.
/// </summary>
public sealed class WebhookTestRequest
{
    private const string IdPrefix = "test-";

    private WebhookTestRequest(string eventId, byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        EventId = eventId;
        Body = body;
        Headers = headers;
    }

    /// <summary>The id under which the inbox will have the event; new for every request.</summary>
    public string EventId { get; }

    /// <summary>The body, JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The headers that prove it; content headers are not among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Makes a request that the account accepts now.</summary>
    /// <exception cref="InvalidOperationException">The provider has no webhooks, or the account has no secret that can sign: a public key cannot.</exception>
    public static WebhookTestRequest Create(ProviderAccount account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var webhook = account.Provider.Webhook
            ?? throw new InvalidOperationException($"{account.Provider.DisplayName} sends no webhooks.");
        var secrets = account.WebhookSecrets();
        var (scheme, secret) = webhook.Schemes
            .Where(static scheme => scheme.Algorithm != WebhookAlgorithm.EcdsaP256Sha256)
            .SelectMany(scheme => secrets.Where(secret => secret.Scheme == scheme.Name && secret.IsAcceptedAt(now) && secret.Key(scheme).Bytes.Length > 0), ValueTuple.Create)
            .FirstOrDefault();
        if (scheme is null || secret is null)
            throw new InvalidOperationException($"No webhook secret of {account.Provider.DisplayName} is stored that could sign a test event.");

        var body = WriteBody(account.Provider, webhook.Event, now);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (scheme.Timestamp is { } timestamp)
            headers[timestamp.Header] = Epoch(now, timestamp.Unit).ToString(CultureInfo.InvariantCulture);
        WriteSignature(scheme, secret, body, headers);
        return new WebhookTestRequest(new EventEnvelopeReader(webhook.Event).Read(body)[0].Id, body, headers);
    }

    /// <summary>Whether an event in the inbox came from a request made here: it proves nothing about the provider's own requests.</summary>
    public static bool IsTest(string eventId)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        return eventId.StartsWith(IdPrefix, StringComparison.Ordinal);
    }

    private static byte[] WriteBody(ProviderDescriptor provider, EventLayout layout, DateTimeOffset now)
    {
        var one = new JsonObject();
        foreach (var pointer in layout.Id)
            Put(one, pointer, $"{IdPrefix}{Guid.NewGuid():N}");

        // A type that the provider has, its own for tests when there is one: an unknown one would wait for a version that knows it.
        Put(one, layout.Type, provider.EventTypes.FirstOrDefault(static type => type.StartsWith("test", StringComparison.Ordinal)) ?? provider.EventTypes[0]);
        if (layout.Created is { } created)
            Put(one, created.Pointer, Epoch(now, created.Unit));
        var all = one;
        if (layout.Items is { } items)
            Put(all = [], items, new JsonArray(one));
        return Encoding.UTF8.GetBytes(all.ToJsonString());
    }

    private static void WriteSignature(WebhookScheme scheme, WebhookSecret secret, byte[] body, Dictionary<string, string> headers)
    {
        if (scheme.Signature.Header is not { } header)
            throw new InvalidOperationException($"Webhook scheme '{scheme.Name}' has its signature in the body, and a test event cannot be signed like that.");
        var length = SignedPayload.Parse(scheme).TryWrite(body, name => headers.TryGetValue(name, out var value) ? value : StringValues.Empty, out var signed);
        if (length < 0)
            throw new InvalidOperationException($"Webhook scheme '{scheme.Name}' signs a value that a test event does not have.");
        try
        {
            Span<byte> signature = stackalloc byte[HMACSHA512.HashSizeInBytes];
            signature = signature[..secret.Key(scheme).Hash(signed.AsSpan(0, length), signature)];
            headers[header] = scheme.Signature.Encoding == WebhookEncoding.Base64 ? Convert.ToBase64String(signature) : Convert.ToHexString(signature).ToLowerInvariant();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    private static void Put(JsonObject root, string pointer, JsonNode value)
    {
        var steps = pointer[1..].Split('/').Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var at = root;
        foreach (var step in steps[..^1])
            at = (JsonObject)(at[step] ??= new JsonObject());
        at[steps[^1]] = value;
    }

    private static long Epoch(DateTimeOffset time, EpochUnit unit) => unit == EpochUnit.Seconds ? time.ToUnixTimeSeconds() : time.ToUnixTimeMilliseconds();
}
