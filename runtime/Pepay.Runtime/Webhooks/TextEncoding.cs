#if NET9_0_OR_GREATER
using System.Buffers;
#endif
using System.Text;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>Text to bytes without exceptions: -1 for what is malformed or does not fit.</summary>
internal static class TextEncoding
{
    public static int Decode(WebhookEncoding encoding, ReadOnlySpan<char> text, Span<byte> bytes) => encoding switch
    {
        WebhookEncoding.Hex => DecodeHex(text, bytes),
        WebhookEncoding.Base64 => Convert.TryFromBase64Chars(text, bytes, out var written) ? written : -1,
        _ => Encoding.UTF8.TryGetBytes(text, bytes, out var written) ? written : -1,
    };

    /// <summary>The same into an array of its own; empty for what is malformed.</summary>
    public static byte[] Decode(WebhookEncoding encoding, string text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = Decode(encoding, text, bytes);
        return length <= 0 ? [] : bytes[..length];
    }

#if NET9_0_OR_GREATER
    private static int DecodeHex(ReadOnlySpan<char> text, Span<byte> bytes) =>
        Convert.FromHexString(text, bytes, out _, out var written) == OperationStatus.Done ? written : -1;
#else
    private static int DecodeHex(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length % 2 != 0 || text.Length / 2 > bytes.Length)
            return -1;
        for (var i = 0; i < text.Length; i += 2)
        {
            if (!char.IsAsciiHexDigit(text[i]) || !char.IsAsciiHexDigit(text[i + 1]))
                return -1;
            bytes[i / 2] = (byte)((Digit(text[i]) << 4) | Digit(text[i + 1]));
        }

        return text.Length / 2;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
#endif
}
