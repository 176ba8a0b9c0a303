using System.Security.Cryptography;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>A decoded secret, ready to verify with. Thread safe.</summary>
internal sealed class SecretKey
{
    // Setting a key up costs about as much as hashing a kilobyte, so it is done once. One thread at a time uses it; the others set theirs up.
    private IncrementalHash? keyed;

    public SecretKey(WebhookScheme scheme, string secret)
    {
        Algorithm = scheme.Algorithm;
        Encoding = scheme.KeyEncoding;
        Bytes = TextEncoding.Decode(Encoding, secret);
        if (Bytes.Length > 0 && Algorithm != WebhookAlgorithm.EcdsaP256Sha256)
            keyed = IncrementalHash.CreateHMAC(Algorithm == WebhookAlgorithm.HmacSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512, Bytes);
    }

    /// <summary>The key's bytes; none when the text cannot be decoded.</summary>
    public byte[] Bytes { get; }

    private WebhookAlgorithm Algorithm { get; }

    private WebhookEncoding Encoding { get; }

    public bool IsFor(WebhookScheme scheme) => Algorithm == scheme.Algorithm && Encoding == scheme.KeyEncoding;

    /// <summary>The HMAC of the bytes.</summary>
    /// <returns>Its length.</returns>
    public int Hash(ReadOnlySpan<byte> signed, Span<byte> hash)
    {
        if (Interlocked.Exchange(ref keyed, null) is { } mine)
        {
            mine.AppendData(signed);
            var length = mine.GetHashAndReset(hash);
            Volatile.Write(ref keyed, mine);
            return length;
        }

        return Algorithm == WebhookAlgorithm.HmacSha256 ? HMACSHA256.HashData(Bytes, signed, hash) : HMACSHA512.HashData(Bytes, signed, hash);
    }
}
