using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>Every section, in the order of printing.</summary>
internal static class SectionList
{
    public static IReadOnlyList<ISection> All { get; } =
    [
        new JsonSection(),
        new VerifySection(),
        new AcceptSection(),
        new DispatchSection(),
        new ProcessesSection(),
        new LatencySection(),
        new HistorySection(),
        new GenerationSection(),
        new SpecReadingSection(),
        new BuildTimeSection(),
    ];
}
