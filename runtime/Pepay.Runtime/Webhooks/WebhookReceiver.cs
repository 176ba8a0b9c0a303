using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>Turns a request to one account into verified events. Thread safe; one per account.</summary>
public sealed class WebhookReceiver
{
    private readonly ProviderAccount account;
    private readonly TimeProvider time;
    private readonly WebhookVerifier verifier;
    private readonly EventEnvelopeReader reader;
    private readonly string[] keptHeaders;
    private WebhookRefusal? lastRefusal;

    /// <summary>Makes a receiver.</summary>
    /// <exception cref="ArgumentException">The provider has no webhooks, or describes them in a way that cannot be executed.</exception>
    public WebhookReceiver(ProviderAccount account, TimeProvider time)
    {
        var webhook = account.Provider.Webhook
            ?? throw new ArgumentException($"Provider '{account.Provider.Name}' has no `x-webhook` in its specification.", nameof(account));
        this.account = account;
        this.time = time;
        verifier = new WebhookVerifier(webhook, time);
        reader = new EventEnvelopeReader(webhook.Event);
        keptHeaders = KeptHeaders(webhook);
    }

    /// <summary>The account that the events are for.</summary>
    public ProviderAccount Account => account;

    /// <summary>The last request that this process did not let in; null when there was none. Anybody may send one.</summary>
    public WebhookRefusal? LastRefusal => Volatile.Read(ref lastRefusal);

    /// <summary>Verifies a request, then reads its events. Nothing is parsed before it is verified.</summary>
    /// <param name="body">The body's bytes as received. They are copied, so the buffer may be used again.</param>
    /// <param name="headers">The request's headers.</param>
    /// <returns>The outcome, and the events when it is valid.</returns>
    public WebhookReceipt Receive(ReadOnlySpan<byte> body, WebhookHeaders headers)
    {
        var verification = verifier.Verify(body, headers, account.WebhookSecrets());
        if (!verification.IsValid)
        {
            Volatile.Write(ref lastRefusal, new WebhookRefusal(time.GetUtcNow(), verification.Verdict));
            return new WebhookReceipt(verification.Verdict, []);
        }

        var kept = keptHeaders.Select(name => (name, value: headers(name).ToString())).Where(header => header.value.Length > 0)
            .ToDictionary(header => header.name, header => header.value, StringComparer.OrdinalIgnoreCase);
        var receivedAt = time.GetUtcNow();
        return new WebhookReceipt(WebhookVerdict.Valid, [.. reader.Read(body.ToArray(), headers).Select(envelope => new IncomingEvent
        {
            Provider = account.Provider.Name,
            Account = account.Account,
            EventId = envelope.Id,
            Type = envelope.Type,
            Environment = envelope.Environment,
            OrderingKey = envelope.OrderingKey,
            CreatedAt = envelope.CreatedAt,
            ReceivedAt = receivedAt,
            Source = EventSource.Webhook,
            SecretId = verification.SecretId,
            NeedsProof = !verification.ProvesAccount,
            Headers = kept,
            Body = envelope.Body,
            Problem = envelope.Problem,
        })]);
    }

    // An allow-list: what the description refers to, without the signatures themselves. Never Authorization, never a cookie.
    private static string[] KeptHeaders(WebhookDescriptor webhook) =>
    [
        "Content-Type",
        "User-Agent",
        .. webhook.Schemes.Select(scheme => scheme.Timestamp?.Header).Concat(webhook.Event.Environment.Select(source => source.Header))
            .OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}

/// <summary>What a request turned out to be.</summary>
/// <param name="Verdict">Whether it is genuine.</param>
/// <param name="Events">Its events; none when it is not genuine.</param>
public sealed record WebhookReceipt(WebhookVerdict Verdict, IReadOnlyList<IncomingEvent> Events);

/// <summary>A request that was not let in.</summary>
/// <param name="At">When it came (UTC).</param>
/// <param name="Verdict">Why.</param>
public sealed record WebhookRefusal(DateTimeOffset At, WebhookVerdict Verdict);
