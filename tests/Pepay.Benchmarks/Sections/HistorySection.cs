using System.Diagnostics;
using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>The same work beside ten thousand and ten million kept ids. Takes several minutes and ten gigabytes.</summary>
internal sealed class HistorySection : ISection
{
    public string Name => "history";

    public string Title => "PostgreSQL beside kept ids: events a second (medians of the rounds)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var few = await BenchDatabase.CreatePostgreSqlAsync();
        await using var many = await BenchDatabase.CreatePostgreSqlAsync();
        int[] kept = [run.Count(10_000, 10), run.Count(10_000_000, 100)];
        await KeepAsync(few, kept[0]);
        await KeepAsync(many, kept[1]);

        // In turns, so that whatever else the machine does falls on both.
        var rounds = new List<(Speed Few, Speed Many)>();
        for (var round = 0; round < run.Count(7); round++)
        {
            var (a, b) = round % 2 == 0 ? (few, many) : (many, few);
            var (first, second) = (await MeasureAsync(run, a), await MeasureAsync(run, b));
            rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
        }

        var table = new MarkdownTable("kept ids", "accept, 32 senders", "and written back", "claim, dispatch, complete");
        table.Add(Number(kept[0]), Number(Median(r => r.Few.Accept)), Number(Median(r => r.Few.Written)), Number(Median(r => r.Few.Dispatch)));
        table.Add(Number(kept[1]), Number(Median(r => r.Many.Accept)), Number(Median(r => r.Many.Written)), Number(Median(r => r.Many.Dispatch)));
        table.Add(
            "time beside many to time beside few", Ratio(speed => speed.Accept), Ratio(speed => speed.Written), Ratio(speed => speed.Dispatch));
        await table.WriteAsync(run.Output);

        string Ratio(Func<Speed, double> read) => MarkdownTable.Ratio(Median(r => read(r.Few) / read(r.Many)));

        double Median(Func<(Speed Few, Speed Many), double> read) => BenchLoad.Median(rounds.Select(read));
    }

    // Finished events, their bodies pruned, as months of work leave them. The indexes are made afterwards, which takes a tenth of the time.
    private static Task KeepAsync(BenchDatabase database, int count) => database.ExecuteAsync(
        "UPDATE pg_index SET indisready = false WHERE indrelid IN ('inbox_event'::regclass, 'inbox_mark'::regclass)",
        $"""
        INSERT INTO inbox_event (seq, provider, account, event_id, type, environment, ordering_key, received_at, source, needs_proof)
        SELECT nextval('inbox_event_seq'), 'pepay', 'default', 'kept-' || md5(i::text), 'invoice.updated', 0, 'inv-' || i / 4, now() - i * interval '0.3 second', 0, false
        FROM generate_series(1, {count}) i
        """,
        "INSERT INTO inbox_mark (seq, handler, lane, dead, attempt, finished_at) SELECT seq, 'effect', 'pepay/default/' || ordering_key, false, 1, received_at FROM inbox_event",
        "UPDATE pg_index SET indisready = true WHERE indrelid IN ('inbox_event'::regclass, 'inbox_mark'::regclass)",
        "REINDEX TABLE inbox_event",
        "REINDEX TABLE inbox_mark",
        "VACUUM ANALYZE",
        "CHECKPOINT");

    private static async Task<Speed> MeasureAsync(BenchmarkRun run, BenchDatabase database)
    {
        await using var host = BenchHost.Create(database);

        // Ids as a provider gives them: each somewhere else in the index.
        var begin = Stopwatch.GetTimestamp();
        var accept = await BenchLoad.SendAsync(
            32, TimeSpan.FromMilliseconds(run.Count(3000, 100)), async (_, _) => await host.Acceptor.AcceptAsync([BenchLoad.Event(Guid.NewGuid().ToString("N"))]));
        var open = (await database.Store.CountAsync(default)).Waiting;

        // The pages that accepting changed are its cost; left to the server, they would be written while the next thing is measured.
        await database.ExecuteAsync("CHECKPOINT");
        var written = open / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new(accept, written, await host.DrainAsync(database, await database.CountAsync("effect") + open));
    }

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private sealed record Speed(double Accept, double Written, double Dispatch);
}
