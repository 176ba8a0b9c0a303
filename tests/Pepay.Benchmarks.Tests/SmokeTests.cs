using Pepay.Benchmarks.Measuring;
using Pepay.Benchmarks.Sections;

namespace Pepay.Benchmarks.Tests;

/// <summary>Each section does its job with tiny counts. Speed is measured by running the program, never asserted.</summary>
public sealed class SmokeTests
{
    public static TheoryData<string> Names() => new(SectionList.All.Select(section => section.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Section_RunWithTinyCounts_PrintsATable(string name)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        var output = new StringWriter();

        await SectionList.All.Single(section => section.Name == name).RunAsync(BenchmarkRun.Smoke(output), limit.Token);

        output.ToString().ShouldContain("| --- |");
    }
}
