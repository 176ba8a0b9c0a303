using System.Text;
using Pepay.Runtime.Checkout;
using QRCoder;

namespace Pepay.Storefront.Tests;

/// <summary>Our codes against those of a library that is read by cameras everywhere.</summary>
public sealed class QrCodeTests
{
    [Fact]
    public void Of_TextsOfEveryLength_AreModuleByModuleTheLibrarysCode()
    {
        for (var length = 1; length <= 213; length++)
        {
            var text = "ethereum:" + string.Concat(Enumerable.Range(0, 26).Select(i => $"{(char)('a' + i)}{i * length}x"));
            text = text.PadRight(213, 'z')[..length];

            var code = QrCode.Of(text).ShouldNotBeNull();

            using var expected = QRCodeGenerator.GenerateQrCode(Encoding.UTF8.GetBytes(text), QRCodeGenerator.ECCLevel.M);
            code.Size.ShouldBe(expected.ModuleMatrix.Count, text);
            Lines(code).ShouldBe(expected.ModuleMatrix.Select(static row => string.Concat(row.Cast<bool>().Select(static dark => dark ? '#' : ' '))), text);
        }
    }

    [Fact]
    public void Of_TooLong_IsNone() => QrCode.Of(new string('a', 214)).ShouldBeNull();

    [Fact]
    public void Path_HasEachDarkModule()
    {
        var code = QrCode.Of("solana:address?amount=1.5")!;

        code.Path.Split('z', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Lines(code).Sum(static line => line.Count(static module => module == '#')));
        code.Path.ShouldStartWith("M4 4h1v1h-1z");
    }

    private static IEnumerable<string> Lines(QrCode code) =>
        Enumerable.Range(0, code.Size).Select(y => string.Concat(Enumerable.Range(0, code.Size).Select(x => code[x, y] ? '#' : ' ')));
}
