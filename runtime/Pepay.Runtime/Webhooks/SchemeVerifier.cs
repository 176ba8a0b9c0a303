using System.Buffers;
using System.Globalization;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>Executes one <see cref="WebhookScheme"/>.</summary>
internal sealed class SchemeVerifier
{
    private readonly WebhookScheme scheme;
    private readonly SignatureCandidates candidates;
    private readonly SignedPayload payload;
    private readonly JsonPointerScan? items;

    /// <param name="scheme">The scheme.</param>
    /// <param name="items">Pointer to the events of a request that carries several; null when it is one.</param>
    public SchemeVerifier(WebhookScheme scheme, string? items)
    {
        if (scheme is { Timestamp: not null, Tolerance: null })
            throw new ArgumentException($"Webhook scheme '{scheme.Name}' has a signing time but no tolerance: add `tolerance` to its specification.", nameof(scheme));
        this.scheme = scheme;
        candidates = new SignatureCandidates(scheme);
        payload = SignedPayload.Parse(scheme);
        this.items = items is not null && scheme.Signature.Pointer is not null ? new JsonPointerScan([items]) : null;
    }

    public WebhookVerification Verify(ReadOnlySpan<byte> body, WebhookHeaders headers, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now)
    {
        if (!HasSecret(secrets, now))
            return new(WebhookVerdict.NoSecret);
        return items is null ? VerifyOne(body, headers, secrets, now) : VerifyEach(items, body, headers, secrets, now);
    }

    // Every event carries its own signature: one that does not fit makes the whole request a forgery, because somebody put it there.
    private WebhookVerification VerifyEach(
        JsonPointerScan scan, ReadOnlySpan<byte> body, WebhookHeaders headers, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now)
    {
        var verification = new WebhookVerification(WebhookVerdict.MissingSignature);
        var place = new PointerValue[1];
        if (!scan.TryScan(body, place) || EventItems.Find(body, place[0]) is not { } ranges)
            return verification;
        foreach (var range in ranges)
        {
            verification = VerifyOne(body[range], headers, secrets, now);
            if (!verification.IsValid)
                break;
        }

        return verification;
    }

    private WebhookVerification VerifyOne(ReadOnlySpan<byte> body, WebhookHeaders headers, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now)
    {
        Span<byte> room = stackalloc byte[SignatureCandidates.MostRoom];
        var verdict = candidates.Read(body, headers, room, out var signatures);
        if (verdict != WebhookVerdict.Valid)
            return new(verdict);
        verdict = ReadTimestamp(headers, out var signedAt);
        if (verdict != WebhookVerdict.Valid)
            return new(verdict);
        return VerifyPayload(body, headers, secrets, now, signatures, signedAt);
    }

    private WebhookVerification VerifyPayload(
        ReadOnlySpan<byte> body, WebhookHeaders headers, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now, Signatures signatures, long signedAt)
    {
        if (payload.IsBody)
            return VerifyWithAny(body, secrets, now, signatures, signedAt);
        var length = payload.TryWrite(body, headers, out var text);
        if (length < 0)
            return new(WebhookVerdict.MissingSignedValue);
        try
        {
            return VerifyWithAny(text.AsSpan(0, length), secrets, now, signatures, signedAt);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private WebhookVerification VerifyWithAny(
        ReadOnlySpan<byte> signed, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now, Signatures signatures, long signedAt)
    {
        var best = WebhookVerdict.UnusableSecret;
        for (var i = 0; i < secrets.Count; i++)
        {
            if (!IsUsable(secrets[i], now) || SignatureAlgorithm.Fits(scheme, secrets[i], signed, signatures) is not { } fits)
                continue;
            best = WebhookVerdict.WrongSignature;

            // The time is judged last, so that "stale" is said of genuine requests only.
            if (fits)
                return new(IsFresh(signedAt, now) ? WebhookVerdict.Valid : WebhookVerdict.StaleTimestamp, secrets[i].Id, scheme.ProvesAccount);
        }

        return new(best);
    }

    private bool HasSecret(IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            if (IsUsable(secrets[i], now))
                return true;
        }

        return false;
    }

    private bool IsUsable(WebhookSecret secret, DateTimeOffset now) =>
        secret.Scheme == scheme.Name && secret.IsAcceptedAt(now);

    private WebhookVerdict ReadTimestamp(WebhookHeaders headers, out long signedAt)
    {
        signedAt = 0;
        if (scheme.Timestamp is not { } source)
            return WebhookVerdict.Valid;
        var values = headers(source.Header);
        if (values.Count == 0 || string.IsNullOrEmpty(values[0]))
            return WebhookVerdict.MissingTimestamp;
        return values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out signedAt)
            ? WebhookVerdict.Valid : WebhookVerdict.MalformedTimestamp;
    }

    private bool IsFresh(long signedAt, DateTimeOffset now)
    {
        if (scheme.Timestamp is not { } source)
            return true;
        if (source.Unit == EpochUnit.Seconds)
        {
            if (signedAt > long.MaxValue / 1000)
                return false;
            signedAt *= 1000;
        }

        // Neither is negative, so the difference cannot overflow.
        return Math.Abs(signedAt - now.ToUnixTimeMilliseconds()) <= scheme.Tolerance!.Value.TotalMilliseconds;
    }
}
