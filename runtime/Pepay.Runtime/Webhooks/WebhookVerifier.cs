using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// Verifies requests over their raw bytes, as a provider's <c>x-webhook</c> says: nothing is parsed before the signature is verified, except
/// where the signature itself is a field of the body. Thread safe.
/// </summary>
public sealed class WebhookVerifier
{
    private readonly SchemeVerifier[] schemes;
    private readonly TimeProvider time;

    /// <summary>Makes a verifier.</summary>
    /// <param name="descriptor">The provider's signature schemes.</param>
    /// <param name="time">The clock that signing times and expiries are compared with.</param>
    /// <exception cref="ArgumentException">A scheme cannot be executed: an unknown placeholder, or a signing time without tolerance.</exception>
    public WebhookVerifier(WebhookDescriptor descriptor, TimeProvider time)
    {
        schemes = [.. descriptor.Schemes.Select(scheme => new SchemeVerifier(scheme, descriptor.Event.Items))];
        this.time = time;
    }

    /// <summary>
    /// Verifies one request. It is valid when one scheme finds one signature that fits one secret that has not expired, at a fresh signing time.
    /// Signatures that do not parse are passed over as long as another one fits.
    /// </summary>
    /// <param name="body">The body's bytes as received.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="secrets">The secrets of this moment; none means that nothing is valid.</param>
    /// <returns>The outcome; of several failures the most telling one.</returns>
    public WebhookVerification Verify(ReadOnlySpan<byte> body, WebhookHeaders headers, IReadOnlyList<WebhookSecret> secrets)
    {
        var now = time.GetUtcNow();
        var best = new WebhookVerification(WebhookVerdict.NoSecret);
        foreach (var scheme in schemes)
        {
            var found = scheme.Verify(body, headers, secrets, now);
            if (found.IsValid)
                return found;
            if (found.Verdict > best.Verdict)
                best = found;
        }

        return best;
    }
}
