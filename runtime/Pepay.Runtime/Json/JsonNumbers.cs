namespace Pepay.Runtime.Json;

/// <summary>Compares numbers by their JSON texts, of any size and exactly.</summary>
internal static class JsonNumbers
{
    /// <summary>Whether two JSON numbers are the same number, such as 1.0 and 1e0.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (!TrySplit(left, out var a, out var aExponent, out var aNegative) || !TrySplit(right, out var b, out var bExponent, out var bNegative))
            return false;
        if (a.IsEmpty || b.IsEmpty)
            return a.IsEmpty && b.IsEmpty;
        if (aNegative != bNegative || aExponent != bExponent)
            return false;
        int i = 0, j = 0;
        for (; i < a.Length && j < b.Length; i++, j++)
        {
            // A point stands between two digits, whichever they are.
            if (a[i] == '.')
                i++;
            if (b[j] == '.')
                j++;
            if (a[i] != b[j])
                return false;
        }

        return i == a.Length && j == b.Length;
    }

    // The digits from the first to the last that is not zero, with the point where it stands among them, and the power of ten of the last.
    private static bool TrySplit(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> digits, out long exponent, out bool negative)
    {
        negative = text.Length > 0 && text[0] == '-';
        digits = negative ? text[1..] : text;
        exponent = 0;
        var e = digits.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(digits[(e + 1)..].TrimStart((byte)'+'), out exponent, out _))
                return false;
            digits = digits[..e];
        }

        var point = digits.IndexOf((byte)'.');
        var first = digits.IndexOfAnyInRange((byte)'1', (byte)'9');
        var last = digits.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            digits = default;
            return true;
        }

        exponent += (point < 0 ? digits.Length : point) - last - (point >= 0 && last > point ? 0 : 1);
        digits = digits[first..(last + 1)];
        return true;
    }
}
