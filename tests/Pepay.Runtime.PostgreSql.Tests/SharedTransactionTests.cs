using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Dispatch;
using static Pepay.Runtime.PostgreSql.Tests.DispatchHost;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.PostgreSql.Tests;

/// <summary>Events that share a transaction have the effects that they would have alone.</summary>
public sealed class SharedTransactionTests : IAsyncLifetime
{
    private const int Events = 120;

    private TemporaryPostgreSql database = null!;

    public async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        await database.QueryAsync("CREATE TABLE effect (name text, attempt int, tx bigint DEFAULT txid_current())");
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Events_OfDifferentKeys_ShareTransactionsAndHappenOnce()
    {
        await using var host = await StartAsync(async (context, token) => await EffectAsync(context, token));
        await AcceptAsync(host);
        await host.UntilDoneAsync(Events);
        (await database.QueryAsync("SELECT name FROM effect")).Order().ShouldBe(Names());
        (await database.QueryAsync("SELECT DISTINCT tx FROM effect")).Count.ShouldBeLessThan(Events / 2);
    }

    [Fact]
    public async Task Handler_ThatFailsAmongOthers_LosesItsOwnEffectAlone()
    {
        await using var host = await StartAsync(async (context, token) =>
        {
            await EffectAsync(context, token);
            if (context.Attempt == 1 && Number(context) % 5 == 0)
                throw new InvalidOperationException("not now");
        });
        await AcceptAsync(host);
        await host.UntilDoneAsync(Events);
        (await database.QueryAsync("SELECT name FROM effect")).Order().ShouldBe(Names());
        (await database.QueryAsync("SELECT name FROM effect WHERE attempt > 1")).Count.ShouldBe(Events / 5);
    }

    [Fact]
    public async Task Handler_WhoseStatementFailsAmongOthers_IsTriedAloneBeforeThatCounts()
    {
        var tries = new ConcurrentDictionary<string, int>();
        await using var host = await StartAsync(async (context, token) =>
        {
            await EffectAsync(context, token);
            var others = await CountInTransactionAsync(context, token);
            if (others > 1 && tries.AddOrUpdate(context.EventId, 1, (_, n) => n + 1) == 1)
                await WriteAsync(await context.BeginTransactionAsync(token), "SELECT 1/0");
        });
        await AcceptAsync(host);
        await host.UntilDoneAsync(Events);
        tries.ShouldNotBeEmpty();
        (await database.QueryAsync("SELECT name FROM effect")).Order().ShouldBe(Names());
        (await database.QueryAsync("SELECT name FROM effect WHERE attempt > 1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_ThatFails_IsReplayedOneByOne()
    {
        // Checked at the commit, and only then: an event that must not be beside another one.
        await database.QueryAsync("""
            CREATE FUNCTION alone() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF (SELECT count(*) FROM effect WHERE tx = NEW.tx) > 1 THEN RAISE EXCEPTION 'not alone'; END IF;
              RETURN NULL;
            END $$
            """);
        await database.QueryAsync("CREATE CONSTRAINT TRIGGER alone AFTER INSERT ON effect DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION alone()");
        await using var host = await StartAsync(async (context, token) => await EffectAsync(context, token));
        await AcceptAsync(host);
        await host.UntilDoneAsync(Events);
        (await database.QueryAsync("SELECT name FROM effect WHERE attempt = 1")).Order().ShouldBe(Names());
        (await database.QueryAsync("SELECT DISTINCT tx FROM effect")).Count.ShouldBe(Events);
    }

    [Fact]
    public async Task Lease_LostByOneOfSeveral_UndoesThatOneAlone()
    {
        var stolen = new TaskCompletionSource();
        await using var host = await StartAsync(async (context, token) =>
        {
            await EffectAsync(context, token);
            if (context.EventId == "e007" && context.Attempt == 1)
            {
                // What a claim of another process after a long pause of this one leaves behind.
                await database.QueryAsync("UPDATE inbox_delivery SET fence = nextval('inbox_delivery_fence'), attempt = attempt + 1, due_at = now() + interval '1 second' WHERE seq = (SELECT seq FROM inbox_event WHERE event_id = 'e007')");
                stolen.TrySetResult();
            }
        });
        await AcceptAsync(host);
        await stolen.Task.Soon();
        await host.UntilDoneAsync(Events);
        (await database.QueryAsync("SELECT name FROM effect")).Order().ShouldBe(Names());
        (await database.QueryAsync("SELECT attempt FROM effect WHERE name = 'e007'")).ShouldNotBe(["1"]);
    }

    [Fact]
    public async Task Handler_ThatIsSlowBeforeItBegins_DoesNotKeepTheOthersUncommitted()
    {
        var (slow, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(async (context, token) =>
        {
            if (context.EventId == "e060")
            {
                slow.SetResult();
                await leave.Task;
            }

            await EffectAsync(context, token);
        }, concurrency: 1);
        await AcceptAsync(host);
        await slow.Task.Soon();
        await Eventually.TrueAsync(async () => (await database.QueryAsync("SELECT name FROM effect")).Count == 60);
        leave.SetResult();
        await host.UntilDoneAsync(Events);
        (await database.QueryAsync("SELECT name FROM effect")).Order().ShouldBe(Names());
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Events).Select(i => $"e{i:000}");

    private static int Number(EventContext context) => int.Parse(context.EventId.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    // In one commit, so that there is enough to share from the start.
    private static Task AcceptAsync(DispatchHost host) => host.Acceptor.AcceptAsync([.. Names().Select(name => Event(name, key: name))]);

    private static async Task EffectAsync(EventContext context, CancellationToken token) =>
        await WriteAsync(await context.BeginTransactionAsync(token), $"INSERT INTO effect (name, attempt) VALUES ('{context.EventId}', {context.Attempt})");

    private static async Task<long> CountInTransactionAsync(EventContext context, CancellationToken token)
    {
        var transaction = await context.BeginTransactionAsync(token);
        await using var command = transaction.Connection!.CreateCommand();
        command.CommandText = "SELECT count(*) FROM effect WHERE tx = txid_current()";
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    private Task<DispatchHost> StartAsync(Func<EventContext, CancellationToken, Task> handler, int concurrency = 2) => DispatchHost.StartAsync(database.Source, services =>
    {
        services.Configure<DispatchOptions>(options =>
        {
            options.MaxConcurrency = concurrency;
            options.MaxTransactionTime = TimeSpan.FromSeconds(1);
            options.RetryDelay = TimeSpan.FromMilliseconds(10);
        });
        Handle(services, handler);
    });
}
