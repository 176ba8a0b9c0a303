using NSwag;
using Pepay.Benchmarks.Measuring;
using Pepay.Generator.Model;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Reading;

namespace Pepay.Benchmarks.Sections;

/// <summary>
/// Reading a large specification and writing all its code, in a fresh process and without compiling, against NSwag.Core merely reading the same file
/// in another. Where the public specifications are not at hand, our own is measured.
/// </summary>
internal sealed class GenerationSection : ISection
{
    private const int Runs = 7;

    public string Name => "generation";

    public string Title => "Cold generation in a fresh process on two cores";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("", "bytes", "NSwag.Core reads", "processor time", "we read and emit", "processor time", "an empty program", "NSwag.Core's peak memory", "our peak memory");
        foreach (var file in Files(run))
        {
            var nothing = new List<FreshProcess.Cost>();
            var rival = new List<FreshProcess.Cost>();
            var ours = new List<FreshProcess.Cost>();
            for (var i = 0; i < run.Count(Runs); i++)
            {
                nothing.Add(await FreshProcess.RunAsync("nothing", file, cancellationToken));
                rival.Add(await FreshProcess.RunAsync("nswag", file, cancellationToken));
                ours.Add(await FreshProcess.RunAsync("generate", file, cancellationToken));
            }

            table.Add(
                Path.GetFileName(file), MarkdownTable.Size(new FileInfo(file).Length), Time(rival, cost => cost.Time), Time(rival, cost => cost.Processor), Time(ours, cost => cost.Time), Time(ours, cost => cost.Processor), Time(nothing, cost => cost.Time),
                MarkdownTable.Size(rival.Max(cost => cost.PeakBytes)), MarkdownTable.Size(ours.Max(cost => cost.PeakBytes)));
        }

        await table.WriteAsync(run.Output);
    }

    /// <summary>Reads a specification and writes all its code.</summary>
    /// <returns>How many characters of code there are; 0 when reading failed.</returns>
    internal static long ReadAndEmit(string file)
    {
        var input = new ProviderInput("Sample", null, true, EquatableArray<SpecText>.From([new SpecText(file, File.ReadAllText(file))]));
        var provider = ProviderReader.Read(input, CancellationToken.None);
        var written = SpecPipeline.Files(provider).Sum(static file => (long)file.Source.Length);
        return provider.Clients.Count == 0 ? 0 : written;
    }

    /// <summary>Reads a specification with NSwag.Core.</summary>
    /// <returns>How many paths it has.</returns>
    internal static async Task<long> ReadWithNSwagAsync(string file) => (await OpenApiDocument.FromJsonAsync(await File.ReadAllTextAsync(file))).Paths.Count;

    private static IEnumerable<string> Files(BenchmarkRun run)
    {
        string[] names = run.IsSmoke ? ["paypal-orders-v2.json"] : ["stripe-2022-03-29.json", "github-ogen.json"];
        return names.Select(Corpus.File).OfType<string>();
    }

    private static string Time(List<FreshProcess.Cost> costs, Func<FreshProcess.Cost, TimeSpan> time) =>
        MarkdownTable.Time(costs.Select(time).Order().ElementAt(costs.Count / 2).TotalNanoseconds);
}
