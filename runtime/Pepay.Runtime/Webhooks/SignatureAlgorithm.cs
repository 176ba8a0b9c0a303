using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        var key = secret.Key(scheme.KeyEncoding);
        if (key.Length == 0)
            return null;
        return scheme.Algorithm == WebhookAlgorithm.EcdsaP256Sha256 ? EcdsaFits(key, signed, signatures) : HmacFits(scheme.Algorithm, key, signed, signatures);
    }

    private static bool HmacFits(WebhookAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, Signatures signatures)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        hash = algorithm == WebhookAlgorithm.HmacSha256
            ? hash[..HMACSHA256.HashData(key, signed, hash)]
            : hash[..HMACSHA512.HashData(key, signed, hash)];
        var fits = false;
        for (var i = 0; i < signatures.Count; i++)
            fits |= FixedTimeEquals(hash, signatures[i]);
        return fits;
    }

    // In words: CryptographicOperations.FixedTimeEquals goes byte by byte without optimisation, which costs a tenth of a whole HMAC of 1 KiB. Nothing
    // depends on where the first difference is: all words are read, and only their sum is looked at. Both have the length of an HMAC, whole words.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool FixedTimeEquals(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var left = MemoryMarshal.Cast<byte, ulong>(hash);
        var right = MemoryMarshal.Cast<byte, ulong>(signature);
        if (hash.Length != signature.Length)
            return false;
        var difference = 0UL;
        for (var i = 0; i < left.Length; i++)
            difference |= left[i] ^ right[i];
        return difference == 0;
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
