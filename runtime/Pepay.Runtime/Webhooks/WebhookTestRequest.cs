using System.Text;
using System.Text.Json.Nodes;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// A webhook request as the provider would send and sign it, with an event that belongs to no payment. A shop sends it to its own address to see
/// that address, secret and database work, where the provider has no interface for a test event.
/// </summary>
public sealed class WebhookTestRequest
{
    private const string IdPrefix = "test-";

    private WebhookTestRequest(string eventId, SignedWebhook webhook)
    {
        EventId = eventId;
        Webhook = webhook;
    }

    /// <summary>The id under which the inbox will have the event; new for every request.</summary>
    public string EventId { get; }

    /// <summary>The request.</summary>
    public SignedWebhook Webhook { get; }

    /// <summary>Makes a request that the account accepts now.</summary>
    /// <exception cref="InvalidOperationException">The provider has no webhooks, or the account has no secret that can sign: a public key cannot.</exception>
    public static WebhookTestRequest Create(ProviderAccount account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var layout = account.Provider.Webhook?.Event ?? throw new InvalidOperationException($"{account.Provider.DisplayName} sends no webhooks.");
        var body = WriteBody(account.Provider, layout, now);
        return new WebhookTestRequest(new EventEnvelopeReader(layout).Read(body)[0].Id, SignedWebhook.Create(account, body, now));
    }

    /// <summary>Makes a request that the account must refuse: everything is right but the secret, which nobody has.</summary>
    /// <exception cref="InvalidOperationException">The provider has no webhooks, or only some that nobody else can sign.</exception>
    public static WebhookTestRequest CreateForged(ProviderAccount account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var scheme = SignedWebhook.SigningSchemes(account.Provider).FirstOrDefault()
            ?? throw new InvalidOperationException($"{account.Provider.DisplayName} signs with a key that nobody else has.");
        var nobodys = scheme.KeyEncoding == WebhookEncoding.Base64 ? Convert.ToBase64String(Guid.NewGuid().ToByteArray()) : Guid.NewGuid().ToString("N");
        var secret = new WebhookSecret { Id = "forged", Scheme = scheme.Name, Value = nobodys };
        return Create(new ProviderAccount { Provider = account.Provider, Account = account.Account, Environment = account.Environment, WebhookSecrets = () => [secret] }, now);
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
            Put(one, created.Pointer, created.Unit == EpochUnit.Seconds ? now.ToUnixTimeSeconds() : now.ToUnixTimeMilliseconds());
        var all = one;
        if (layout.Items is { } items)
            Put(all = [], items, new JsonArray(one));
        return Encoding.UTF8.GetBytes(all.ToJsonString());
    }

    private static void Put(JsonObject root, string pointer, JsonNode value)
    {
        var steps = pointer[1..].Split('/').Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var at = root;
        foreach (var step in steps[..^1])
            at = (JsonObject)(at[step] ??= new JsonObject());
        at[steps[^1]] = value;
    }
}
