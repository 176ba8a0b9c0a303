using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>Claim, dispatch and complete with a one-row effect in the same transaction, against a loop of one event per transaction on the same database.</summary>
internal sealed class DispatchSection : ISection
{
    public string Name => "dispatch";

    public string Title => "Claim, dispatch and complete, one-row effect: events a second (median of the rounds)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("store", "one loop, one event per transaction", "8 such loops", "dispatcher", "ratio to one loop", "ratio to 8 loops");
        foreach (var database in await BenchDatabase.CreateBothAsync())
        {
            await using var _ = database;
            var loops = database.Name == "SQLite" ? 1 : 8;
            var rounds = new List<(double One, double Eight, double Ours)>();
            for (var round = 0; round < run.Count(5); round++)
            {
                rounds.Add((
                    await RivalAsync(database, $"one{round}-", run.Count(6000, 10), 1),
                    await RivalAsync(database, $"eight{round}-", run.Count(12_000, 16), loops),
                    await OursAsync(database, $"ours{round}-", run.Count(30_000, 20))));
            }

            string Rate(Func<(double One, double Eight, double Ours), double> read) => BenchLoad.Median(rounds.Select(read)).ToString("0", CultureInfo.InvariantCulture);
            table.Add(
                database.Name, Rate(r => r.One), loops == 1 ? "one writer" : Rate(r => r.Eight), Rate(r => r.Ours),
                MarkdownTable.Ratio(BenchLoad.Median(rounds.Select(r => r.Ours / r.One))),
                loops == 1 ? "" : MarkdownTable.Ratio(BenchLoad.Median(rounds.Select(r => r.Ours / r.Eight))));
        }

        await table.WriteAsync(run.Output);
    }

    private static async Task<double> OursAsync(BenchDatabase database, string prefix, int count)
    {
        await BenchLoad.FillAsync(database.Store, prefix, count);
        await using var host = BenchHost.Create(database);
        return await host.DrainAsync(database, await database.CountAsync("effect") + count);
    }

    private static async Task<double> RivalAsync(BenchDatabase database, string prefix, int count, int loops)
    {
        var numbers = database.Name == "SQLite"
            ? $"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT '{prefix}' || i, zeroblob(1024), 0 FROM n"
            : $"SELECT '{prefix}' || i, decode(repeat('78', 1024), 'hex'), 0 FROM generate_series(1, {count}) i";
        await database.ExecuteAsync($"INSERT INTO rival (event_id, body, done) {numbers}");
        var claim = $"SELECT seq, event_id, body FROM rival WHERE done = 0 ORDER BY seq LIMIT 1{(database.Name == "SQLite" ? "" : " FOR UPDATE SKIP LOCKED")}";
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(() => LoopAsync(database, claim))));
        return count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task LoopAsync(BenchDatabase database, string claim)
    {
        await using var connection = await database.OpenRivalAsync();
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            long seq;
            string id;
            await using (var select = Command(claim))
            await using (var row = await select.ExecuteReaderAsync())
            {
                if (!await row.ReadAsync())
                    return;
                (seq, id) = (row.GetInt64(0), row.GetString(1));
            }

            await using (var effect = Command("INSERT INTO effect (name) VALUES (@value)", id))
                await effect.ExecuteNonQueryAsync();
            await using (var mark = Command("UPDATE rival SET done = 1 WHERE seq = @value", seq))
                await mark.ExecuteNonQueryAsync();
            await transaction.CommitAsync();

            DbCommand Command(string sql, object? value = null)
            {
                var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = sql;
                if (value is not null)
                {
                    var parameter = command.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = ("value", value);
                    command.Parameters.Add(parameter);
                }

                return command;
            }
        }
    }
}
