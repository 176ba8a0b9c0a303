namespace Pepay.Tests;

/// <summary>A test of several minutes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1" ? null : "PEPAY_LONG_TESTS=1 runs it.";
}
