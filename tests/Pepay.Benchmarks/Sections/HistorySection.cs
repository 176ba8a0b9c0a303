using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>The same work beside ten thousand and ten million kept ids. Takes several minutes and a few gigabytes.</summary>
internal sealed class HistorySection : ISection
{
    public string Name => "history";

    public string Title => "PostgreSQL beside kept ids: events a second (median of the rounds)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("kept ids", "accept, 32 senders", "claim, dispatch, complete");
        foreach (var kept in new[] { run.Count(10_000, 10), run.Count(10_000_000, 100) })
        {
            await using var database = await BenchDatabase.CreatePostgreSqlAsync();
            await KeepAsync(database, kept);
            var rounds = new List<(double Accept, double Dispatch)>();
            for (var round = 0; round < run.Count(5); round++)
                rounds.Add(await MeasureAsync(run, database));
            table.Add(
                kept.ToString("#,0", CultureInfo.InvariantCulture),
                BenchLoad.Median(rounds.Select(r => r.Accept)).ToString("0", CultureInfo.InvariantCulture),
                BenchLoad.Median(rounds.Select(r => r.Dispatch)).ToString("0", CultureInfo.InvariantCulture));
        }

        await table.WriteAsync(run.Output);
    }

    // Finished events, their bodies pruned, as months of work leave them.
    private static Task KeepAsync(BenchDatabase database, int count) => database.ExecuteAsync(
        $"""
        INSERT INTO inbox_event (seq, provider, account, event_id, type, environment, ordering_key, received_at, source, needs_proof)
        SELECT nextval('inbox_event_seq'), 'pepay', 'default', 'kept-' || md5(i::text), 'invoice.updated', 0, 'inv-' || i / 4, now() - i * interval '0.3 second', 0, false
        FROM generate_series(1, {count}) i
        """,
        "INSERT INTO inbox_mark (seq, handler, lane, dead, attempt, finished_at) SELECT seq, 'effect', 'pepay/default/' || ordering_key, false, 1, received_at FROM inbox_event",
        "VACUUM ANALYZE",
        "CHECKPOINT");

    private static async Task<(double Accept, double Dispatch)> MeasureAsync(BenchmarkRun run, BenchDatabase database)
    {
        await using var host = new BenchHost(database);
        var accept = await BenchLoad.SendAsync(
            32, TimeSpan.FromMilliseconds(run.Count(3000, 100)), async (_, id) => await host.Acceptor.AcceptAsync([BenchLoad.Event(id)]));
        var open = (await database.Store.CountAsync(default)).Waiting;
        return (accept, await host.DrainAsync(database, await database.CountAsync("effect") + open));
    }
}
