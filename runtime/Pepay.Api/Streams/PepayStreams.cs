using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Streams;

namespace Pepay.Api;

/// <summary>The streams of one Pepay account. Thread safe; nothing is connected before an enumeration begins.</summary>
/// <example><code>
/// await foreach (var item in streams.Merchant(new() { Types = ["invoice.*"] }).FollowAsync(savedCursor, cancellationToken))
///     if (item is StreamEvent e &amp;&amp; e.Read() is InvoiceUpdatedEvent updated) ...
/// </code></example>
public sealed class PepayStreams
{
    private readonly PepayPaymentProvider provider;
    private readonly StreamStatus? status;
    private readonly TimeProvider time;
    private readonly ILogger<EventStream>? logger;

    /// <summary>Makes the streams of an account.</summary>
    /// <param name="provider">The account.</param>
    /// <param name="status">Where their state is shown; null for nowhere.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Gets connects, disconnects and gaps; null for none.</param>
    public PepayStreams(PepayPaymentProvider provider, StreamStatus? status = null, TimeProvider? time = null, ILogger<EventStream>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        this.provider = provider;
        this.status = status;
        this.time = time ?? TimeProvider.System;
        this.logger = logger;
    }

    /// <summary>Invoices and payments of the whole account.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public EventStream Merchant(MerchantStreamFilter? filter = null, EventStreamOptions? options = null) =>
        WithKey(PepayStreamDescriptors.Merchant, "merchantApiKey", KeyScope.Merchant, filter?.Parameters, options);

    /// <summary>Orders of commerce with their invoices and payments.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or the account has no commerce key.</exception>
    public EventStream Commerce(CommerceStreamFilter? filter = null, EventStreamOptions? options = null) =>
        WithKey(PepayStreamDescriptors.Commerce, "commerceApiKey", KeyScope.Commerce, filter?.Parameters, options);

    /// <summary>
    /// One payment session, for its payor: quotes, and what a payor may see of the invoice. Its events are in no list, so there is no recovery.
    /// </summary>
    /// <param name="sessionToken">The token of the allocated payment address (<c>ws_connection.token</c>).</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the token is empty.</exception>
    public EventStream Payor(string sessionToken, EventStreamOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sessionToken);
        var credential = new StreamCredential(PepayStreamDescriptors.PaymentSessionToken, sessionToken);
        return Make(PepayStreamDescriptors.Payment, provider.Transport.With(ApiCredentials.None), _ => ValueTask.FromResult(credential), null, options);
    }

    private EventStream WithKey(
        StreamDescriptor stream, string scheme, KeyScope scope, IReadOnlyList<KeyValuePair<string, string>>? filter, EventStreamOptions? options)
    {
        if (!provider.Transport.Credentials.TryGet(scheme, out var key))
            throw new ArgumentException($"Stream '{stream.Name}' of Pepay account '{provider.Account.Account}' needs a key of scope {scope}: configure it in PepayOptions.");

        // With this key alone: the list must show what belongs to the stream's own scope.
        var transport = provider.Transport.With(ApiCredentials.None.With(scheme, key));
        var header = new StreamCredential(stream.Security.First(security => security.Name == scheme), key);
        return Make(stream, transport, options is { UseToken: true } ? Token(transport, scope, options.TokenLifetime) : _ => ValueTask.FromResult(header), filter, options);
    }

    private static StreamCredentialSource Token(ApiTransport transport, KeyScope scope, TimeSpan lifetime)
    {
        var client = new PepayClient(transport);
        return async cancellationToken =>
        {
            var request = new MintWsTokenRequest { Scope = scope, TtlSeconds = (long)lifetime.TotalSeconds };
            var token = (await client.WebSockets.MintWsTokenAsync(request, cancellationToken).ConfigureAwait(false)).Data;
            return new StreamCredential(PepayStreamDescriptors.WsToken, token.Token, token.ExpiresAt?.Value);
        };
    }

    private EventStream Make(
        StreamDescriptor stream, ApiTransport transport, StreamCredentialSource credential, IReadOnlyList<KeyValuePair<string, string>>? filter, EventStreamOptions? options) =>
        new(provider.Account, stream, transport, credential, options, filter, status, time, logger);
}

/// <summary>Typed events of a stream.</summary>
public static class PepayStreamEvents
{
    /// <summary>Reads the event; one of a type that the specification does not name is an <see cref="UnknownPepayEvent"/>.</summary>
    /// <exception cref="Runtime.Json.JsonReadException">A required property is missing or of another kind.</exception>
    public static IPepayEvent Read(this StreamEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return PepayEvents.Parse(item.Envelope.Type, item.Envelope.Body.Span);
    }
}
