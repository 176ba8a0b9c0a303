using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// A body with the headers that prove it, as the provider would send both: for tools and tests that stand in for the provider. Immutable.
/// </summary>
public sealed class SignedWebhook
{
    private SignedWebhook(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers)
    {
        Body = body;
        Headers = headers;
    }

    /// <summary>The body, JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The headers that prove it; content headers are not among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Signs a body with the account's secret, in a way that the account accepts now.</summary>
    /// <param name="account">The account that it is for.</param>
    /// <param name="body">What to send.</param>
    /// <param name="now">The time of signing.</param>
    /// <param name="beside">Further headers, which the signature does not cover; null for none.</param>
    /// <exception cref="InvalidOperationException">The provider has no webhooks, or the account has no secret that can sign: a public key cannot.</exception>
    public static SignedWebhook Create(ProviderAccount account, ReadOnlyMemory<byte> body, DateTimeOffset now, IEnumerable<(string Name, string Value)>? beside = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        var secrets = account.WebhookSecrets();
        var (scheme, secret) = SigningSchemes(account.Provider)
            .SelectMany(scheme => secrets.Where(secret => secret.Scheme == scheme.Name && secret.IsAcceptedAt(now) && secret.Key(scheme).Bytes.Length > 0), ValueTuple.Create)
            .FirstOrDefault();
        if (scheme is null || secret is null)
            throw new InvalidOperationException($"No webhook secret of {account.Provider.DisplayName} is stored that could sign a test event.");

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in beside ?? [])
            headers[name] = value;
        if (scheme.Timestamp is { } timestamp)
            headers[timestamp.Header] = (timestamp.Unit == EpochUnit.Seconds ? now.ToUnixTimeSeconds() : now.ToUnixTimeMilliseconds()).ToString(CultureInfo.InvariantCulture);
        foreach (var source in account.Provider.Webhook!.Event.Environment.Where(static source => source.Header is not null))
            headers[source.Header!] = account.Environment == PaymentEnvironment.Live ? source.Live : source.Test;
        WriteSignature(scheme, secret, body.Span, headers);
        return new SignedWebhook(body, headers);
    }

    /// <summary>Sends it.</summary>
    /// <param name="client">Must not follow redirects: a webhook's sender does not.</param>
    /// <param name="address">Where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The status of the answer.</returns>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<int> SendAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return (int)response.StatusCode;
    }

    /// <summary>The schemes whose key both sides have: with a public key nobody but the provider can sign.</summary>
    internal static IEnumerable<WebhookScheme> SigningSchemes(ProviderDescriptor provider) =>
        (provider.Webhook ?? throw new InvalidOperationException($"{provider.DisplayName} sends no webhooks."))
        .Schemes.Where(static scheme => scheme.Algorithm != WebhookAlgorithm.EcdsaP256Sha256);

    private static void WriteSignature(WebhookScheme scheme, WebhookSecret secret, ReadOnlySpan<byte> body, Dictionary<string, string> headers)
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
}
