using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>Compares decoded signatures with a key, in constant time.</summary>
internal static class SignatureAlgorithm
{
    /// <summary>The signature's length in bytes: exact for an HMAC, the most for ECDSA.</summary>
    public static int Length(WebhookAlgorithm algorithm) => algorithm switch
    {
        WebhookAlgorithm.HmacSha256 => HMACSHA256.HashSizeInBytes,
        WebhookAlgorithm.HmacSha512 => HMACSHA512.HashSizeInBytes,
        _ => 80, // A DER-encoded P-256 signature has at most 72.
    };

    public static bool IsLength(WebhookAlgorithm algorithm, int length) =>
        algorithm == WebhookAlgorithm.EcdsaP256Sha256 ? length is >= 8 and <= 72 : length == Length(algorithm);

    /// <summary>Whether one of the signatures fits; null when the secret cannot be used as a key.</summary>
    public static bool? Fits(WebhookScheme scheme, WebhookSecret secret, ReadOnlySpan<byte> signed, Signatures signatures)
    {
        var key = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(secret.Value.Length));
        try
        {
            var length = DecodeKey(scheme.KeyEncoding, secret.Value, key);
            if (length <= 0)
                return null;
            return scheme.Algorithm == WebhookAlgorithm.EcdsaP256Sha256
                ? EcdsaFits(key.AsSpan(0, length), signed, signatures)
                : HmacFits(scheme.Algorithm, key.AsSpan(0, length), signed, signatures);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(key, clearArray: true);
        }
    }

    private static int DecodeKey(WebhookEncoding encoding, string text, byte[] key) => encoding switch
    {
        WebhookEncoding.Utf8 => Encoding.UTF8.GetBytes(text, key),
        WebhookEncoding.Hex => TextEncoding.DecodeHex(text, key),
        _ => Convert.TryFromBase64String(text, key, out var written) ? written : -1,
    };

    private static bool HmacFits(WebhookAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, Signatures signatures)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        hash = algorithm == WebhookAlgorithm.HmacSha256
            ? hash[..HMACSHA256.HashData(key, signed, hash)]
            : hash[..HMACSHA512.HashData(key, signed, hash)];
        var fits = false;
        for (var i = 0; i < signatures.Count; i++)
            fits |= CryptographicOperations.FixedTimeEquals(hash, signatures[i]);
        return fits;
    }

    private static bool? EcdsaFits(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, Signatures signatures)
    {
        using var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(key, out _);
        }
        catch (CryptographicException)
        {
            return null;
        }

        for (var i = 0; i < signatures.Count; i++)
        {
            if (ecdsa.VerifyData(signed, signatures[i], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
                return true;
        }

        return false;
    }
}
