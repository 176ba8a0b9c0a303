using System.Data.Common;
using System.Globalization;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql.Inbox;

namespace Pepay.Runtime.PostgreSql.Tests.Inbox;

/// <summary>The contract of every inbox store, on a real PostgreSQL.</summary>
public sealed class PostgreSqlInboxStoreTests : InboxStoreContract
{
    private TemporaryPostgreSql database = null!;

    public override async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        await database.QueryAsync("CREATE TABLE effect (n int GENERATED ALWAYS AS IDENTITY, name text)");
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Transaction_ThatHoldsTheRoutingLock_IsEndedByTheServerAfterFiveSecondsOfIdling()
    {
        // Notes what limits the session while it writes: a process that is stopped in that moment keeps the others from routing for no longer.
        await database.QueryAsync("CREATE TABLE seen (what text, idling text)");
        await database.QueryAsync("""
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO seen VALUES (TG_OP || ' ' || TG_TABLE_NAME, current_setting('idle_in_transaction_session_timeout'));
              RETURN NULL;
            END $$
            """);
        await database.QueryAsync("CREATE TRIGGER note AFTER INSERT ON inbox_delivery EXECUTE FUNCTION note()");
        await database.QueryAsync("CREATE TRIGGER note AFTER DELETE ON inbox_body EXECUTE FUNCTION note()");
        var store = OpenStore();
        await store.AcceptAsync([InboxEvents.Event("e1")], default);

        var routed = (await store.ClaimAsync(new ClaimRequest(InboxEvents.Routes(["a"]), "test", 1, TimeSpan.FromMinutes(1)), default)).Single();
        await store.FailAsync(routed, new(FailureOutcome.Dead, "broken"), default);
        await store.ReplayAsync(new InboxReplay(), default);
        await store.PruneAsync(InboxEvents.Start, InboxEvents.Start, 1, default);

        // Pruning deletes bodies, and then what is left of bodies with their events.
        (await database.QueryAsync("SELECT what || ': ' || idling FROM seen")).ShouldBe(["INSERT inbox_delivery: 5s", "INSERT inbox_delivery: 5s", "DELETE inbox_body: 5s", "DELETE inbox_body: 5s"]);
    }

    [Fact]
    public async Task Claim_WhenTheStatisticsAreThoseOfAnEmptyTable_LooksOnlyAtWhatItTakes()
    {
        await database.QueryAsync("VACUUM ANALYZE");
        var store = OpenStore();
        await store.AcceptAsync([.. Enumerable.Range(0, 2000).Select(i => InboxEvents.Event($"e{i}", key: $"k{i}"))], default);

        for (var i = 0; i < 4; i++)
            (await store.ClaimAsync(new ClaimRequest(InboxEvents.Routes(["a"]), "test", 8, TimeSpan.FromMinutes(1)), default)).Count.ShouldBe(8);

        // The server tells its counts some time after the transaction. One look per lane; a claim that looks at all has a thousand.
        await Eventually.TrueAsync(async () => await LooksAsync() >= 8);
        (await LooksAsync()).ShouldBeLessThan(500);

        async Task<long> LooksAsync() =>
            long.Parse((await database.QueryAsync("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'inbox_delivery_lane'")).Single(), CultureInfo.InvariantCulture);
    }

    protected override IInboxStore OpenStore() => new PostgreSqlInboxStore(new PostgreSqlDatabase(database.Source));

    protected override Task PassAsync(TimeSpan time) => database.QueryAsync(
        $"UPDATE inbox_delivery SET due_at = due_at - make_interval(secs => {time.TotalSeconds.ToString(CultureInfo.InvariantCulture)})");

    protected override async Task WriteEffectAsync(DbTransaction transaction, string effect)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO effect (name) VALUES ('{effect}')";
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<IReadOnlyList<string>> ReadEffectsAsync() => await database.QueryAsync("SELECT name FROM effect ORDER BY n");
}
