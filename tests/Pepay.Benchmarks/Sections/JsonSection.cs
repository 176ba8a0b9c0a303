using System.Text.Json;
using System.Text.Json.Nodes;
using Pepay.Api;
using Pepay.Benchmarks.Json;
using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>Reading and writing of generated types against System.Text.Json's source generator over hand-written records.</summary>
internal sealed class JsonSection : ISection
{
    public string Name => "json";

    public string Title => "Generated JSON code against System.Text.Json's source generator";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("", "bytes", "System.Text.Json", "ours", "throughput", "its allocations", "our allocations", "share");
        foreach (var subject in Subjects())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(subject);
            Add(table, "read " + subject.Name, subject.Json.Length, PairedMeasurement.Run(run, subject.RivalRead, subject.OurRead));
            Add(table, "write " + subject.Name, subject.Json.Length, PairedMeasurement.Run(run, subject.RivalWrite, subject.OurWrite));
        }

        await table.WriteAsync(run.Output);
    }

    private static IEnumerable<Subject> Subjects()
    {
        yield return Subject.Of("a Pepay invoice event", Payloads.InvoiceEvent,
            json => JsonSerializer.Deserialize(json, RivalContext.Default.RivalInvoiceEvent)!,
            value => JsonSerializer.SerializeToUtf8Bytes(value, RivalContext.Default.RivalInvoiceEvent),
            json => InvoiceUpdatedEvent.Parse(json),
            value => value.ToUtf8Bytes());
#if ADYEN
        yield return Subject.Of("an Adyen webhook", Payloads.AdyenAuthorisation(Corpus.File("adyen-webhooks-v1.json")!),
            json => JsonSerializer.Deserialize(json, RivalAdyenContext.Default.RivalNotification)!,
            value => JsonSerializer.SerializeToUtf8Bytes(value, RivalAdyenContext.Default.RivalNotification),
            json => Adyen.AuthorisationNotificationRequest.Parse(json),
            value => value.ToUtf8Bytes());
#endif
        yield return Subject.Of("a list of 1 MB", Payloads.InvoiceList,
            json => JsonSerializer.Deserialize(json, RivalContext.Default.RivalInvoiceList)!,
            value => JsonSerializer.SerializeToUtf8Bytes(value, RivalContext.Default.RivalInvoiceList),
            json => InvoiceList.Parse(json),
            value => value.ToUtf8Bytes());
    }

    // Both give back what they read, so both do the same work.
    private static void Check(Subject subject)
    {
        var expected = JsonNode.Parse(subject.Json);
        foreach (var written in new[] { (byte[])subject.OurWrite()!, (byte[])subject.RivalWrite()! })
        {
            if (!JsonNode.DeepEquals(WithoutNulls(expected), WithoutNulls(JsonNode.Parse(written))))
                throw new InvalidOperationException($"{subject.Name} is written otherwise than it was read.");
        }
    }

    // The rival cannot tell absent from null and writes both as null.
    private static JsonNode? WithoutNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                return new JsonObject(json.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, WithoutNulls(pair.Value))));
            case JsonArray json:
                return new JsonArray(json.Select(WithoutNulls).ToArray());
            default:
                return node?.DeepClone();
        }
    }

    private static void Add(MarkdownTable table, string name, int bytes, PairedMeasurement measured) => table.Add(
        name,
        MarkdownTable.Size(bytes),
        MarkdownTable.Time(measured.Rival.Nanoseconds),
        MarkdownTable.Time(measured.Ours.Nanoseconds),
        MarkdownTable.Ratio(measured.Speed),
        MarkdownTable.Size(measured.Rival.Bytes),
        MarkdownTable.Size(measured.Ours.Bytes),
        MarkdownTable.Ratio(measured.Allocations));

    private delegate T Parser<out T>(ReadOnlySpan<byte> json);

    private sealed record Subject(string Name, byte[] Json, Func<object?> RivalRead, Func<object?> RivalWrite, Func<object?> OurRead, Func<object?> OurWrite)
    {
        public static Subject Of<TRival, TOurs>(
            string name, byte[] json, Parser<TRival> rivalRead, Func<TRival, byte[]> rivalWrite, Parser<TOurs> ourRead, Func<TOurs, byte[]> ourWrite)
            where TRival : class
            where TOurs : class
        {
            var rival = rivalRead(json);
            var ours = ourRead(json);
            return new(name, json, () => rivalRead(json), () => rivalWrite(rival), () => ourRead(json), () => ourWrite(ours));
        }
    }
}
