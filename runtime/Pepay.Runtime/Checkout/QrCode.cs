using System.Globalization;
using System.Numerics;
using System.Text;

namespace Pepay.Runtime.Checkout;

/// <summary>
/// A text as a QR code (ISO/IEC 18004: bytes, error correction level M), for pages that show a transfer to a wallet's camera. Of our own, and no larger than
/// transfers need, because a plugin that brought a QR library would get whichever version another plugin of the shop loaded first.
/// </summary>
public sealed class QrCode
{
    private const int Border = 4;
    private const int LongestByteCountBits = 16;

    // By version, from 1: codewords in all, error correction codewords of a block, blocks; and the distance of the alignment patterns' first centre.
    private static readonly (int Codewords, int Correction, int Blocks, int[] Centres)[] Versions =
    [
        (26, 10, 1, []), (44, 16, 1, [6, 18]), (70, 26, 1, [6, 22]), (100, 18, 2, [6, 26]), (134, 24, 2, [6, 30]),
        (172, 16, 4, [6, 34]), (196, 18, 4, [6, 22, 38]), (242, 22, 4, [6, 24, 42]), (292, 22, 5, [6, 26, 46]), (346, 26, 5, [6, 28, 50]),
    ];

    private static readonly Func<int, int, bool>[] Masks =
    [
        static (x, y) => (x + y) % 2 == 0,
        static (_, y) => y % 2 == 0,
        static (x, _) => x % 3 == 0,
        static (x, y) => (x + y) % 3 == 0,
        static (x, y) => ((x / 3) + (y / 2)) % 2 == 0,
        static (x, y) => (x * y % 2) + (x * y % 3) == 0,
        static (x, y) => ((x * y % 2) + (x * y % 3)) % 2 == 0,
        static (x, y) => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
    ];

    private readonly int version;
    private readonly int width;
    private readonly bool[,] dark;
    private readonly bool[,] isFunction;

    private QrCode(int version, byte[] codewords)
    {
        this.version = version;
        width = (4 * version) + 17;
        dark = new bool[width, width];
        isFunction = new bool[width, width];
        DrawFunctions();
        DrawCodewords(codewords);
        var best = Enumerable.Range(0, Masks.Length).MinBy(PenaltyOf);
        Apply(best);
        DrawFormat(best);
    }

    /// <summary>How many modules wide and high it is, with the quiet border that cameras need.</summary>
    public int Size => width + (2 * Border);

    /// <summary>The dark modules as the path of an SVG whose view box is <c>0 0 Size Size</c>.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder();
            for (var y = 0; y < Size; y++)
            {
                for (var x = 0; x < Size; x++)
                {
                    if (this[x, y])
                        path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }

            return path.ToString();
        }
    }

    /// <summary>Whether a module is dark; the border is not.</summary>
    public bool this[int x, int y] => x >= Border && y >= Border && x < Border + width && y < Border + width && dark[x - Border, y - Border];

    /// <summary>The code of a text; null when it has more than 213 bytes in UTF-8.</summary>
    public static QrCode? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var version = 1; version <= Versions.Length; version++)
        {
            if (4 + CountBits(version) + (8 * bytes.Length) <= 8 * DataCodewords(version))
                return new QrCode(version, AddCorrection(version, Pack(version, bytes)));
        }

        return null;
    }

    private static int CountBits(int version) => version < 10 ? 8 : LongestByteCountBits;

    private static int DataCodewords(int version)
    {
        var (codewords, correction, blocks, _) = Versions[version - 1];
        return codewords - (correction * blocks);
    }

    /// <summary>Mode, length, bytes, terminator and filling, in codewords.</summary>
    private static byte[] Pack(int version, byte[] bytes)
    {
        const int ByteMode = 0b0100;
        var bits = new List<bool>();
        Append(bits, ByteMode, 4);
        Append(bits, bytes.Length, CountBits(version));
        foreach (var one in bytes)
            Append(bits, one, 8);
        var capacity = 8 * DataCodewords(version);
        Append(bits, 0, Math.Min(4, capacity - bits.Count));
        Append(bits, 0, (8 - (bits.Count % 8)) % 8);
        for (var filler = 0b11101100; bits.Count < capacity; filler ^= 0b11101100 ^ 0b00010001)
            Append(bits, filler, 8);
        return [.. bits.Chunk(8).Select(static eight => (byte)eight.Aggregate(0, static (value, bit) => (value << 1) | (bit ? 1 : 0)))];
    }

    private static void Append(List<bool> bits, int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
            bits.Add(((value >> bit) & 1) != 0);
    }

    /// <summary>The blocks with their correction, interleaved.</summary>
    private static byte[] AddCorrection(int version, byte[] data)
    {
        var (_, correction, count, _) = Versions[version - 1];
        var (shortest, longer) = (data.Length / count, data.Length % count);
        var blocks = new List<(byte[] Data, byte[] Correction)>();
        for (var (at, i) = (0, 0); i < count; i++)
        {
            var length = shortest + (i >= count - longer ? 1 : 0);
            blocks.Add((data[at..(at + length)], Remainder(data.AsSpan(at, length), correction)));
            at += length;
        }

        return
        [
            .. Enumerable.Range(0, shortest + 1).SelectMany(i => blocks.Where(block => i < block.Data.Length).Select(block => block.Data[i])),
            .. Enumerable.Range(0, correction).SelectMany(i => blocks.Select(block => block.Correction[i])),
        ];
    }

    /// <summary>Reed–Solomon over GF(256): what is left of the data as a polynomial after division by the generator.</summary>
    private static byte[] Remainder(ReadOnlySpan<byte> data, int degree)
    {
        var generator = new byte[degree];
        generator[^1] = 1;
        byte root = 1;
        for (var i = 0; i < degree; i++, root = Multiply(root, 2))
        {
            for (var j = 0; j < degree; j++)
                generator[j] = (byte)(Multiply(generator[j], root) ^ (j + 1 < degree ? generator[j + 1] : 0));
        }

        var rest = new byte[degree];
        foreach (var one in data)
        {
            var factor = (byte)(one ^ rest[0]);
            rest.AsSpan(1).CopyTo(rest);
            rest[^1] = 0;
            for (var j = 0; j < degree; j++)
                rest[j] ^= Multiply(generator[j], factor);
        }

        return rest;
    }

    private static byte Multiply(byte left, byte right)
    {
        var product = 0;
        for (var bit = 7; bit >= 0; bit--)
            product = (product << 1) ^ ((product >> 7) * 0x11D) ^ (((right >> bit) & 1) * left);
        return (byte)product;
    }

    private void DrawFunctions()
    {
        for (var i = 0; i < width; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }

        foreach (var (x, y) in new[] { (3, 3), (width - 4, 3), (3, width - 4) })
            DrawRings(x, y, 4);
        var centres = Versions[version - 1].Centres;
        foreach (var x in centres)
        {
            foreach (var y in centres)
            {
                if (!((x == 6 && (y == 6 || y == centres[^1])) || (y == 6 && x == centres[^1])))
                    DrawRings(x, y, 2);
            }
        }

        DrawFormat(0);
        if (version >= 7)
            DrawVersion();
    }

    // A finder pattern with its light frame, or an alignment pattern: rings around a centre, the outermost dark one at three or two.
    private void DrawRings(int centreX, int centreY, int reach)
    {
        for (var dy = -reach; dy <= reach; dy++)
        {
            for (var dx = -reach; dx <= reach; dx++)
            {
                var (x, y, ring) = (centreX + dx, centreY + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)));
                if (x >= 0 && y >= 0 && x < width && y < width)
                    Set(x, y, reach == 4 ? ring is not (2 or 4) : ring != 1);
            }
        }
    }

    private void DrawFormat(int mask)
    {
        const int LevelM = 0;
        var data = (LevelM << 3) | mask;
        var bits = ((data << 10) | Checked(data, 10, 0x537)) ^ 0x5412;
        for (var i = 0; i < 15; i++)
        {
            var bit = ((bits >> i) & 1) != 0;

            // Along the first finder pattern, around the timing patterns; and once more, parted between the other two.
            if (i < 8)
                Set(8, i < 6 ? i : i + 1, bit);
            else
                Set(i == 8 ? 7 : 14 - i, 8, bit);
            if (i < 8)
                Set(width - 1 - i, 8, bit);
            else
                Set(8, width - 15 + i, bit);
        }

        Set(8, width - 8, true);
    }

    private void DrawVersion()
    {
        var bits = (version << 12) | Checked(version, 12, 0x1F25);
        for (var i = 0; i < 18; i++)
        {
            var bit = ((bits >> i) & 1) != 0;
            Set(width - 11 + (i % 3), i / 3, bit);
            Set(i / 3, width - 11 + (i % 3), bit);
        }
    }

    private static int Checked(int data, int degree, int generator)
    {
        var rest = data << degree;
        while (BitOperations.Log2((uint)rest) >= degree && rest != 0)
            rest ^= generator << (BitOperations.Log2((uint)rest) - degree);
        return rest;
    }

    private void DrawCodewords(byte[] codewords)
    {
        var at = 0;
        for (var right = width - 1; right >= 1; right -= 2)
        {
            // The vertical timing pattern is left out of the pairs of columns.
            if (right == 6)
                right = 5;
            var upward = ((right + 1) & 2) == 0;
            for (var step = 0; step < width; step++)
            {
                var y = upward ? width - 1 - step : step;
                for (var x = right; x > right - 2; x--)
                {
                    if (isFunction[x, y])
                        continue;
                    dark[x, y] = at < 8 * codewords.Length && ((codewords[at / 8] >> (7 - (at % 8))) & 1) != 0;
                    at++;
                }
            }
        }
    }

    private void Apply(int mask)
    {
        for (var y = 0; y < width; y++)
        {
            for (var x = 0; x < width; x++)
                dark[x, y] ^= !isFunction[x, y] && Masks[mask](x, y);
        }
    }

    /// <summary>How hard the code would be to read with a mask; the code is afterwards as before.</summary>
    private int PenaltyOf(int mask)
    {
        Apply(mask);
        DrawFormat(mask);
        var penalty = 0;
        for (var i = 0; i < width; i++)
            penalty += PenaltyOf(k => dark[k, i]) + PenaltyOf(k => dark[i, k]);
        var all = 0;
        for (var y = 0; y < width; y++)
        {
            for (var x = 0; x < width; x++)
            {
                all += dark[x, y] ? 1 : 0;
                if (x > 0 && y > 0 && dark[x, y] == dark[x - 1, y] && dark[x, y] == dark[x, y - 1] && dark[x, y] == dark[x - 1, y - 1])
                    penalty += 3;
            }
        }

        Apply(mask);
        return penalty + (Math.Abs((all * 20) - (width * width * 10)) / (width * width) * 10);
    }

    /// <summary>Of one line: runs of five and more, and what looks like a finder pattern.</summary>
    private int PenaltyOf(Func<int, bool> line)
    {
        var (penalty, run, window) = (0, 0, 0);
        for (var i = 0; i < width; i++)
        {
            run = i > 0 && line(i) == line(i - 1) ? run + 1 : 1;
            if (run >= 5)
                penalty += run == 5 ? 3 : 1;
            window = ((window << 1) | (line(i) ? 1 : 0)) & 0b111_1111_1111;
            if (i >= 10 && window is 0b101_1101_0000 or 0b000_0101_1101)
                penalty += 40;
        }

        return penalty;
    }

    private void Set(int x, int y, bool value)
    {
        dark[x, y] = value;
        isFunction[x, y] = true;
    }
}
