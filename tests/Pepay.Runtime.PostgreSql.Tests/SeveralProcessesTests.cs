using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.PostgreSql.Tests;

/// <summary>Four processes on one database, one of them stopped past its lease.</summary>
public sealed class SeveralProcessesTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private TemporaryPostgreSql database = null!;
    private PostgreSqlInboxStore store = null!;

    public async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        store = new PostgreSqlInboxStore(new PostgreSqlDatabase(database.Source));
        await store.InitializeAsync(default);
        await database.QueryAsync("CREATE TABLE effect (name text, worker int)");
        await database.QueryAsync("CREATE TABLE outside (effect_key text, worker int)");
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Worker_StoppedPastItsLease_IsFencedOffAndRepeatsItsEffectKey()
    {
        await using var stopped = await WorkerProcess.StartAsync(database.ConnectionString, Lease, held: "held", outside: true);
        await stopped.BeginAsync();
        await store.AcceptAsync([Event("held", key: "held")], default);

        // Its two handlers have written, one into the open transaction and one outside, when it stops.
        await stopped.UntilAsync("inside effect");
        await Eventually.TrueAsync(async () => (await database.QueryAsync("SELECT effect_key FROM outside")).Count == 1);
        stopped.Signal("STOP");

        var others = new List<WorkerProcess>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                others.Add(await WorkerProcess.StartAsync(database.ConnectionString, Lease, outside: true));
                await others[^1].BeginAsync();
            }

            await DoneAsync("held");
            var sent = await SendUntilEachHasWorkedAsync(others.Select(worker => worker.Id));

            stopped.Signal("CONT");
            await stopped.GoOnAsync();
            sent += await SendUntilEachHasWorkedAsync(others.Select(worker => worker.Id).Append(stopped.Id), sent);
            await AllDoneAsync(sent + 1);
        }
        finally
        {
            foreach (var worker in others)
                await worker.DisposeAsync();
        }

        (await database.QueryAsync("SELECT name FROM effect GROUP BY name HAVING count(*) <> 1")).ShouldBeEmpty();
        (await database.QueryAsync("SELECT count(*) FROM effect")).ShouldBe(await database.QueryAsync("SELECT count(*) FROM inbox_event"));
        (await database.QueryAsync("SELECT worker FROM effect WHERE name = 'held'")).ShouldNotContain($"{stopped.Id}");

        // On a busy machine other leases run out too, which their transactions do not show and their outside effects may.
        (await database.QueryAsync("SELECT effect_key FROM outside GROUP BY effect_key HAVING count(DISTINCT worker) > 1")).ShouldContain("pepay:default:held:outside");
    }

    /// <summary>Sends events, several of each key, until every process has handled some.</summary>
    private async Task<int> SendUntilEachHasWorkedAsync(IEnumerable<int> workers, int from = 0)
    {
        var waiting = workers.ToHashSet();
        var sent = 0;
        await Eventually.TrueAsync(async () =>
        {
            if ((await store.CountAsync(default)).Waiting < 20)
            {
                await store.AcceptAsync([.. Enumerable.Range(from + sent, 100).Select(i => Event($"e{i}", key: $"k{i % 40}"))], default);
                sent += 100;
            }

            foreach (var worker in await database.QueryAsync($"SELECT DISTINCT worker FROM effect WHERE name IN (SELECT 'e' || n FROM generate_series({from}, {from + sent}) n)"))
                waiting.Remove(int.Parse(worker, System.Globalization.CultureInfo.InvariantCulture));
            return waiting.Count == 0;
        });
        return sent;
    }

    private Task AllDoneAsync(int count) => Eventually.TrueAsync(async () => (await database.QueryAsync("SELECT count(*) FROM inbox_mark WHERE handler = 'effect'"))[0] == $"{count}"
        && (await store.CountAsync(default)) is { Waiting: 0, Dead: 0 });

    private Task DoneAsync(string id) => Eventually.TrueAsync(async () =>
        (await store.ListAsync(new InboxQuery { Text = id }, default)).Single().State == InboxState.Done);
}
