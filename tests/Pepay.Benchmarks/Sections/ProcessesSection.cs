using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;
using Pepay.Tests;

namespace Pepay.Benchmarks.Sections;

/// <summary>One, two and four worker processes on one PostgreSQL.</summary>
internal sealed class ProcessesSection : ISection
{
    public string Name => "processes";

    public string Title => "Worker processes on one PostgreSQL, one-row effect: events a second (medians of the rounds), the database on the same machine";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        int[] processes = [1, 2, 4];
        var rounds = new List<double[]>();
        for (var round = 0; round < run.Count(3); round++)
        {
            var rates = new double[processes.Length];
            for (var i = 0; i < rates.Length; i++)
            {
                await using var database = await BenchDatabase.CreatePostgreSqlAsync();
                var count = run.Count(30_000, 40);
                await BenchLoad.FillAsync(database.Store, "e", count);
                rates[i] = await DrainAsync(database, processes[i], count);
            }

            rounds.Add(rates);
        }

        var table = new MarkdownTable("processes", "events a second", "to one");
        for (var i = 0; i < processes.Length; i++)
        {
            table.Add(
                processes[i].ToString(CultureInfo.InvariantCulture), BenchLoad.Median(rounds.Select(r => r[i])).ToString("0", CultureInfo.InvariantCulture),
                MarkdownTable.Ratio(BenchLoad.Median(rounds.Select(r => r[i] / r[0]))));
        }

        await table.WriteAsync(run.Output);
    }

    private static async Task<double> DrainAsync(BenchDatabase database, int processes, int count)
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => WorkerProcess.StartAsync(database.ConnectionString, TimeSpan.FromSeconds(60))));
        var effected = database.UntilEffectsAsync(count);
        foreach (var worker in workers)
            await worker.BeginAsync();
        var rate = await effected;
        foreach (var worker in workers)
            await worker.DisposeAsync();
        return rate;
    }
}
