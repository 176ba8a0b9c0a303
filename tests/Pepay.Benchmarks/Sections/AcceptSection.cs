using System.Data.Common;
using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;
using Pepay.Runtime.Inbox;

namespace Pepay.Benchmarks.Sections;

/// <summary>Accepting durably with 32 senders, against one row and one commit for each event on the same database.</summary>
internal sealed class AcceptSection : ISection
{
    private const int Senders = 32;

    public string Name => "accept";

    public string Title => "Accept, durable, 32 senders: events a second (median of the rounds)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromMilliseconds(run.Count(4000, 100));
        var table = new MarkdownTable("store", "one row, one commit", "inbox", "ratio");
        foreach (var database in await BenchDatabase.CreateBothAsync())
        {
            await using var _ = database;
            var rounds = new List<(double Rival, double Ours)>();
            for (var round = 0; round < run.Count(5); round++)
                rounds.Add((await RivalAsync(database, time), await OursAsync(database, time)));
            table.Add(
                database.Name,
                BenchLoad.Median(rounds.Select(r => r.Rival)).ToString("0", CultureInfo.InvariantCulture),
                BenchLoad.Median(rounds.Select(r => r.Ours)).ToString("0", CultureInfo.InvariantCulture),
                MarkdownTable.Ratio(BenchLoad.Median(rounds.Select(r => r.Ours / r.Rival))));
        }

        await table.WriteAsync(run.Output);
    }

    private static async Task<double> OursAsync(BenchDatabase database, TimeSpan time)
    {
        using var metrics = new InboxMetrics();
        await using var acceptor = new InboxAcceptor(database.Store, new InboxSignal(), metrics, new InboxOptions(), TimeProvider.System);
        return await BenchLoad.SendAsync(Senders, time, async (_, id) =>
        {
            if ((await acceptor.AcceptAsync([BenchLoad.Event(id)]))[0] != AcceptResult.Accepted)
                throw new InvalidOperationException("An event was not accepted.");
        });
    }

    private static async Task<double> RivalAsync(BenchDatabase database, TimeSpan time)
    {
        var commands = new DbCommand[Senders];
        for (var i = 0; i < Senders; i++)
        {
            commands[i] = (await database.OpenRivalAsync()).CreateCommand();
            commands[i].CommandText = "INSERT INTO rival (event_id, body, done) VALUES (@id, @body, 1) ON CONFLICT DO NOTHING";
            foreach (var name in new[] { "id", "body" })
            {
                var parameter = commands[i].CreateParameter();
                parameter.ParameterName = name;
                commands[i].Parameters.Add(parameter);
            }
        }

        var rate = await BenchLoad.SendAsync(Senders, time, async (sender, id) =>
        {
            commands[sender].Parameters[0].Value = id;
            commands[sender].Parameters[1].Value = BenchLoad.Event(id).Body.ToArray();
            if (await commands[sender].ExecuteNonQueryAsync() != 1)
                throw new InvalidOperationException("A row was not written.");
        });
        foreach (var command in commands)
        {
            await command.Connection!.DisposeAsync();
            await command.DisposeAsync();
        }

        return rate;
    }
}
