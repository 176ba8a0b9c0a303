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

    public static int DecodeHex(ReadOnlySpan<char> text, Span<byte> bytes)
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
}
