using System.Globalization;
using Xunit.Abstractions;

namespace Pepay.CrashHarness.Support;

/// <summary>How many random kills there are, and from which seed: few and always the same, or many from a new seed that is printed.</summary>
internal static class RunLength
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1";

    public static int Kills(int bounded, int inLongMode) => IsLong ? inLongMode : bounded;

    public static int Seed(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PEPAY_CRASH_SEED"), CultureInfo.InvariantCulture, out var chosen) ? chosen : IsLong ? Random.Shared.Next() : 1;
        output.WriteLine($"PEPAY_CRASH_SEED={seed}");
        return seed;
    }
}
