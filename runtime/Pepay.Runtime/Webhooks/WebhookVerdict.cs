namespace Pepay.Runtime.Webhooks;

/// <summary>What the verification of one request found. Only <see cref="Valid"/> lets it in. Ordered from the least to the most telling.</summary>
public enum WebhookVerdict
{
    /// <summary>No secret that is still accepted is configured. The shop's fault, not the sender's: nothing is let in, and the sender should try again.</summary>
    NoSecret,

    /// <summary>Secrets are configured, but none can be used as a key: not hexadecimal, base64 or a public key, as the scheme wants. The shop's fault, too.</summary>
    UnusableSecret,

    /// <summary>No signature.</summary>
    MissingSignature,

    /// <summary>No signature of the right form: not hexadecimal or base64, the wrong length, or too many of them.</summary>
    MalformedSignature,

    /// <summary>A header or field that is part of the signed text is absent or there more than once.</summary>
    MissingSignedValue,

    /// <summary>No signing time.</summary>
    MissingTimestamp,

    /// <summary>The signing time is not a whole number, or there is more than one.</summary>
    MalformedTimestamp,

    /// <summary>No signature fits any secret: a wrong secret, or changed bytes.</summary>
    WrongSignature,

    /// <summary>Rightly signed, but too long ago or too far in the future: a replay, or a wrong clock.</summary>
    StaleTimestamp,

    /// <summary>Signed with one of the secrets, and fresh.</summary>
    Valid,
}

/// <summary>The outcome of <see cref="WebhookVerifier.Verify"/>.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="SecretId">The name of the secret that fitted; null when none did.</param>
/// <param name="ProvesAccount">False when the key is shared by all merchants, so that the event must be proved to be the account's own.</param>
public readonly record struct WebhookVerification(WebhookVerdict Verdict, string? SecretId = null, bool ProvesAccount = true)
{
    /// <summary>Whether the request may be let in.</summary>
    public bool IsValid => Verdict == WebhookVerdict.Valid;
}
