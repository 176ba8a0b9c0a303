namespace Pepay.Benchmarks.Measuring;

/// <summary>How much a run measures, and where it prints.</summary>
internal sealed class BenchmarkRun
{
    private BenchmarkRun(TextWriter output, bool isSmoke)
    {
        Output = output;
        IsSmoke = isSmoke;
    }

    /// <summary>Where tables go.</summary>
    public TextWriter Output { get; }

    /// <summary>Whether the run only shows that each section works; its figures mean nothing.</summary>
    public bool IsSmoke { get; }

    /// <summary>A run whose figures count.</summary>
    public static BenchmarkRun Full(TextWriter output) => new(output, isSmoke: false);

    /// <summary>A run with tiny counts.</summary>
    public static BenchmarkRun Smoke(TextWriter output) => new(output, isSmoke: true);

    /// <summary>A count for full runs, or one for smoke runs.</summary>
    public int Count(int full, int smoke = 1) => IsSmoke ? smoke : full;
}
