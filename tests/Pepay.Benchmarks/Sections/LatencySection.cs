using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>From a verified event at the inbox's door to the start of its handler, at a third of the greatest load.</summary>
internal sealed class LatencySection : ISection
{
    public string Name => "latency";

    public string Title => "From the arrival of a verified event to the start of its handler, at a third of the greatest load";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromMilliseconds(run.Count(8000, 200));
        var table = new MarkdownTable("store", "greatest load, events a second", "p50", "p99");
        foreach (var database in await BenchDatabase.CreateBothAsync())
        {
            await using var _ = database;
            var waits = new ConcurrentBag<double>();
            await using var host = new BenchHost(database, context => waits.Add((DateTimeOffset.UtcNow - context.ReceivedAt).TotalNanoseconds));
            await host.StartAsync();
            var begin = Stopwatch.GetTimestamp();
            await BenchLoad.SendAsync(32, time, async (_, id) => await host.Acceptor.AcceptAsync([BenchLoad.Event(id)]));
            await UntilQuietAsync(database);
            var greatest = waits.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
            waits.Clear();
            await SendEvenlyAsync(host, greatest / 3, time);
            await UntilQuietAsync(database);
            var sorted = waits.Order().ToArray();
            table.Add(
                database.Name, greatest.ToString("0", CultureInfo.InvariantCulture), MarkdownTable.Time(sorted[sorted.Length / 2]),
                MarkdownTable.Time(sorted[sorted.Length * 99 / 100]));
        }

        await table.WriteAsync(run.Output);
    }

    // Does not wait for answers: a slow moment makes a queue, as it does with real senders.
    private static async Task SendEvenlyAsync(BenchHost host, double rate, TimeSpan time)
    {
        var begin = Stopwatch.GetTimestamp();
        var sent = new List<Task>();
        while (Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed < time)
        {
            while (sent.Count < elapsed.TotalSeconds * rate)
                sent.Add(host.Acceptor.AcceptAsync([BenchLoad.Event($"even{sent.Count}")]));
            await Task.Delay(1);
        }

        await Task.WhenAll(sent);
    }

    private static async Task UntilQuietAsync(BenchDatabase database)
    {
        while ((await database.Store.CountAsync(default)).Waiting > 0)
            await Task.Delay(10);
    }
}
