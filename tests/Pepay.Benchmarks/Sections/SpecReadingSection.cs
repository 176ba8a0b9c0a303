using System.Text.Json;
using Pepay.Benchmarks.Measuring;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Reading;
using YamlDotNet.Core;

namespace Pepay.Benchmarks.Sections;

/// <summary>Our reading of a specification's text into nodes with places, against the bare reading of the same text by well-known libraries.</summary>
internal sealed class SpecReadingSection : ISection
{
    public string Name => "reading";

    public string Title => "Reading specifications into nodes";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("", "bytes", "against", "its time", "ours", "ours as a multiple");
        foreach (var name in run.IsSmoke ? ["paypal-orders-v2.json"] : new[] { "stripe-2022-03-29.json", "github-ogen.json", "adyen-checkout-v71.json" })
        {
            if (Corpus.File(name) is { } file)
                Add(table, file, "JsonDocument", PairedMeasurement.Run(run, JsonDocumentOver(file), OursOver(file)));
        }

        if (Corpus.File("adyen-checkout-v71.yaml") is { } yaml)
            Add(table, yaml, "YamlDotNet's events", PairedMeasurement.Run(run, YamlEventsOver(yaml), OursOver(yaml)));
        await table.WriteAsync(run.Output);
    }

    private static Func<object?> OursOver(string file)
    {
        var text = File.ReadAllText(file);
        return () => SpecTreeReader.Read(file, text, new DiagnosticBag(), CancellationToken.None).Root ?? throw new InvalidOperationException($"{file} was not read.");
    }

    private static Func<object?> JsonDocumentOver(string file)
    {
        var text = File.ReadAllText(file);
        return () =>
        {
            using var document = JsonDocument.Parse(text);
            return document;
        };
    }

    private static Func<object?> YamlEventsOver(string file)
    {
        var text = File.ReadAllText(file);
        return () =>
        {
            var parser = new Parser(new StringReader(text));
            var count = 0;
            while (parser.MoveNext())
                count++;
            return count;
        };
    }

    private static void Add(MarkdownTable table, string file, string rival, PairedMeasurement measured) => table.Add(
        Path.GetFileName(file), MarkdownTable.Size(new FileInfo(file).Length), rival, MarkdownTable.Time(measured.Rival.Nanoseconds),
        MarkdownTable.Time(measured.Ours.Nanoseconds), MarkdownTable.Ratio(1 / measured.Speed));
}
