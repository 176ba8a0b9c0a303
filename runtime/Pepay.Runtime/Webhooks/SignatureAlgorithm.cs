using System.Security.Cryptography;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>Compares decoded signatures with a key, in constant time.</summary>
internal static class SignatureAlgorithm
{
    /// <summary>The longest signature of all, in bytes; a DER-encoded one of P-256 has at most 72.</summary>
    public const int Longest = 80;

    /// <summary>The signature's length in bytes: exact for an HMAC, the most for ECDSA.</summary>
    public static int Length(WebhookAlgorithm algorithm) => algorithm switch
    {
        WebhookAlgorithm.HmacSha256 => HMACSHA256.HashSizeInBytes,
        WebhookAlgorithm.HmacSha512 => HMACSHA512.HashSizeInBytes,
        _ => Longest,
    };

    public static bool IsLength(WebhookAlgorithm algorithm, int length) =>
        algorithm == WebhookAlgorithm.EcdsaP256Sha256 ? length is >= 8 and <= 72 : length == Length(algorithm);

    /// <summary>Whether one of the signatures fits; null when the secret cannot be used as a key.</summary>
    public static bool? Fits(WebhookScheme scheme, WebhookSecret secret, ReadOnlySpan<byte> signed, Signatures signatures)
    {
        var key = secret.Key(scheme);
        if (key.Bytes.Length == 0)
            return null;
        return scheme.Algorithm == WebhookAlgorithm.EcdsaP256Sha256 ? EcdsaFits(key.Bytes, signed, signatures) : HmacFits(key, signed, signatures);
    }

    private static bool HmacFits(SecretKey key, ReadOnlySpan<byte> signed, Signatures signatures)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        hash = hash[..key.Hash(signed, hash)];
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
