using System.Data.Common;
using System.Globalization;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;
using Pepay.Runtime.Inbox;

namespace Pepay.Benchmarks.Sections;

/// <summary>
/// Accepting durably, against one row and one commit for each event on the same database: in one loop, and from as many connections as there are senders.
/// </summary>
internal sealed class AcceptSection : ISection
{
    private const int Connections = 32;

    private static readonly int[] Senders = [32, 128, 512];

    public string Name => "accept";

    public string Title => "Accept, durable: events a second (medians of the rounds)";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromMilliseconds(run.Count(3000, 100));
        var table = new MarkdownTable(
            "store", "one loop", "32 such loops", "one loop of 32 rows a commit", "senders", "inbox", "ratio to one loop", "ratio to 32 loops");
        foreach (var database in await BenchDatabase.CreateBothAsync())
        {
            await using var _ = database;
            var rounds = new List<Round>();
            for (var round = 0; round < run.Count(5); round++)
                rounds.Add(await MeasureAsync(database, time));
            for (var i = 0; i < Senders.Length; i++)
            {
                table.Add(
                    database.Name, Rate(rounds, r => r.OneLoop), Rate(rounds, r => r.Loops), Rate(rounds, r => r.Bare),
                    Senders[i].ToString(CultureInfo.InvariantCulture), Rate(rounds, r => r.Inbox[i]),
                    MarkdownTable.Ratio(BenchLoad.Median(rounds.Select(r => r.Inbox[i] / r.OneLoop))),
                    MarkdownTable.Ratio(BenchLoad.Median(rounds.Select(r => r.Inbox[i] / r.Loops))));
            }
        }

        await table.WriteAsync(run.Output);
    }

    private static string Rate(IEnumerable<Round> rounds, Func<Round, double> read) =>
        BenchLoad.Median(rounds.Select(read)).ToString("0", CultureInfo.InvariantCulture);

    private static async Task<Round> MeasureAsync(BenchDatabase database, TimeSpan time)
    {
        var one = await RivalAsync(database, 1, 1, time);
        var many = await RivalAsync(database, Connections, 1, time);
        var bare = await RivalAsync(database, 1, Connections, time);
        var ours = new double[Senders.Length];
        for (var i = 0; i < ours.Length; i++)
            ours[i] = await OursAsync(database, Senders[i], time);
        return new(one, many, bare, ours);
    }

    private static async Task<double> OursAsync(BenchDatabase database, int senders, TimeSpan time)
    {
        using var metrics = new InboxMetrics();
        await using var acceptor = new InboxAcceptor(database.Store, new InboxSignal(), metrics, new InboxOptions(), TimeProvider.System);
        return await BenchLoad.SendAsync(senders, time, async (_, id) =>
        {
            if ((await acceptor.AcceptAsync([BenchLoad.Event(id)]))[0] != AcceptResult.Accepted)
                throw new InvalidOperationException("An event was not accepted.");
        });
    }

    private static async Task<double> RivalAsync(BenchDatabase database, int loops, int rows, TimeSpan time)
    {
        var commands = new DbCommand[loops];
        for (var i = 0; i < loops; i++)
            commands[i] = Insert(await database.OpenRivalAsync(), rows);
        var body = BenchLoad.Event("").Body.ToArray();
        var rate = await BenchLoad.SendAsync(loops, time, async (loop, id) =>
        {
            for (var row = 0; row < rows; row++)
                (commands[loop].Parameters[row * 2].Value, commands[loop].Parameters[(row * 2) + 1].Value) = ($"{id}-{row}", body);
            if (await commands[loop].ExecuteNonQueryAsync() != rows)
                throw new InvalidOperationException("A row was not written.");
        });
        foreach (var command in commands)
        {
            await command.Connection!.DisposeAsync();
            await command.DisposeAsync();
        }

        return rate * rows;
    }

    private static DbCommand Insert(DbConnection connection, int rows)
    {
        var command = connection.CreateCommand();
        var values = string.Join(", ", Enumerable.Range(0, rows).Select(row => $"(@id{row}, @body{row}, 1)"));
        command.CommandText = $"INSERT INTO rival (event_id, body, done) VALUES {values} ON CONFLICT DO NOTHING";
        for (var row = 0; row < rows; row++)
        {
            Add($"id{row}");
            Add($"body{row}");
        }

        return command;

        void Add(string name)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
    }

    private sealed record Round(double OneLoop, double Loops, double Bare, double[] Inbox);
}
