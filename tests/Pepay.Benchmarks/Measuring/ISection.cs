namespace Pepay.Benchmarks.Measuring;

/// <summary>One subject of measurement: a file in <c>Sections</c> and a line in <c>SectionList</c>.</summary>
internal interface ISection
{
    /// <summary>The word that selects it on the command line.</summary>
    string Name { get; }

    /// <summary>The heading of its table.</summary>
    string Title { get; }

    /// <summary>Measures and prints; throws when what is measured does not do its job. No figure fails it.</summary>
    Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
