using Pepay.Runtime.Http;

namespace Pepay.Runtime.Streams;

/// <summary>What an upgrade request is authorised with. Its text form never shows the secret.</summary>
/// <param name="scheme">Where the secret goes: a header or a query parameter.</param>
/// <param name="secret">The API key or token.</param>
/// <param name="expiresAt">When a token runs out (UTC); null for what does not.</param>
public sealed class StreamCredential(ApiSecurityScheme scheme, string secret, DateTimeOffset? expiresAt = null)
{
    /// <summary>Where the secret goes.</summary>
    public ApiSecurityScheme Scheme => scheme;

    /// <summary>The secret.</summary>
    public string Secret => secret;

    /// <summary>When it runs out (UTC); null for what does not.</summary>
    public DateTimeOffset? ExpiresAt => expiresAt;

    /// <inheritdoc/>
    public override string ToString() => $"credential for {scheme.Name}";
}

/// <summary>Gives the credential of a connection that is about to be made.</summary>
/// <param name="cancellationToken">Ends the call.</param>
/// <exception cref="ApiException">No token could be made. Statuses 400, 401 and 403 end the stream, others are tried again.</exception>
public delegate ValueTask<StreamCredential> StreamCredentialSource(CancellationToken cancellationToken);

/// <summary>Keeps a credential until a tenth of its lifetime (at least two seconds) is left. Used by one stream at a time.</summary>
internal sealed class CredentialCache(StreamCredentialSource source, TimeProvider time)
{
    private static readonly TimeSpan LeastMargin = TimeSpan.FromSeconds(2);

    private StreamCredential? current;
    private DateTimeOffset renewAt;
    private bool wasUsedBefore;

    public async ValueTask<StreamCredential> GetAsync(CancellationToken cancellationToken)
    {
        wasUsedBefore = current is not null && time.GetUtcNow() < renewAt;
        if (wasUsedBefore)
            return current!;
        current = await source(cancellationToken).ConfigureAwait(false);
        renewAt = RenewAt(current);
        return current;
    }

    /// <summary>
    /// Forgets a token that the server did not accept. False when a new one would not help: the credential is no token, or this one was made for the
    /// connection that was just refused.
    /// </summary>
    public bool ForgetRefused()
    {
        var worthATry = current?.ExpiresAt is not null && wasUsedBefore;
        current = null;
        return worthATry;
    }

    private DateTimeOffset RenewAt(StreamCredential credential)
    {
        if (credential.ExpiresAt is not { } expires)
            return DateTimeOffset.MaxValue;
        var tenth = (expires - time.GetUtcNow()) / 10;
        return expires - (tenth > LeastMargin ? tenth : LeastMargin);
    }
}
