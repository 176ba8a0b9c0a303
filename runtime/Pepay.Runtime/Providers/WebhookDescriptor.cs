namespace Pepay.Runtime.Providers;

/// <summary>The <c>x-webhook</c> node of a specification.</summary>
public sealed record WebhookDescriptor
{
    /// <summary>Signature schemes in the order in which they are tried; a request needs one that verifies.</summary>
    public required IReadOnlyList<WebhookScheme> Schemes { get; init; }

    /// <summary>Where an event keeps what the inbox needs.</summary>
    public required EventLayout Event { get; init; }

    /// <summary>How long the sender waits for an answer; null when not documented.</summary>
    public TimeSpan? SenderDeadline { get; init; }

    /// <summary>The operation id that lists events, newest first; null when the provider has none.</summary>
    public string? BackfillOperation { get; init; }
}

/// <summary>One way in which a provider signs its requests.</summary>
public sealed record WebhookScheme
{
    /// <summary>The scheme's name, unique within the provider; secrets are configured under it.</summary>
    public required string Name { get; init; }

    /// <summary>The signature algorithm.</summary>
    public required WebhookAlgorithm Algorithm { get; init; }

    /// <summary>How the configured secret's text becomes key bytes.</summary>
    public WebhookEncoding KeyEncoding { get; init; }

    /// <summary>Where the signature is.</summary>
    public required SignatureSource Signature { get; init; }

    /// <summary>Where a signature with the previous secret is while the sender rotates; null when it never sends one.</summary>
    public SignatureSource? PreviousSignature { get; init; }

    /// <summary>
    /// What is signed: <c>{body}</c> for the raw bytes, <c>{header:Name}</c>, <c>{pointer:/a/b}</c>, <c>{pointer?:/a/b}</c> for a field that counts as empty
    /// where it is absent; other text is literal.
    /// </summary>
    public required string SignedPayload { get; init; }

    /// <summary>The header that carries the signing time; null when the scheme has none.</summary>
    public TimestampSource? Timestamp { get; init; }

    /// <summary>How far the signing time may be from now, to either side.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>False when the key is shared by all merchants, so that a valid signature does not prove whose event it is.</summary>
    public bool ProvesAccount { get; init; } = true;
}

/// <summary>Signature algorithms that the runtime verifies.</summary>
public enum WebhookAlgorithm
{
    /// <summary>HMAC with SHA-256.</summary>
    HmacSha256,

    /// <summary>HMAC with SHA-512.</summary>
    HmacSha512,

    /// <summary>ECDSA over P-256 with SHA-256, DER-encoded signature, SPKI public key.</summary>
    EcdsaP256Sha256,
}

/// <summary>How bytes are written as text.</summary>
public enum WebhookEncoding
{
    /// <summary>The UTF-8 bytes of the text itself.</summary>
    Utf8,

    /// <summary>Hexadecimal, either case.</summary>
    Hex,

    /// <summary>Base64 with padding.</summary>
    Base64,
}

/// <summary>Where a signature is: a header, or a JSON pointer into the body. One of the two is set.</summary>
public sealed record SignatureSource(WebhookEncoding Encoding, string? Header = null, string? Pointer = null);

/// <summary>A header that carries a time since the Unix epoch.</summary>
public sealed record TimestampSource(string Header, EpochUnit Unit);

/// <summary>The unit of a number that counts from the Unix epoch.</summary>
public enum EpochUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,
}
