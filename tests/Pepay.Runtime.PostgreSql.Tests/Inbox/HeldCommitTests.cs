using System.Globalization;
using Npgsql;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.PostgreSql.Tests.Inbox;

/// <summary>A commit that is held in its last moment, while another connection works on the same events.</summary>
public sealed class HeldCommitTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private TemporaryPostgreSql database = null!;
    private NpgsqlConnection gate = null!;
    private PostgreSqlInboxStore store = null!;

    public async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        store = new PostgreSqlInboxStore(new PostgreSqlDatabase(database.Source));
        await store.InitializeAsync(default);
        gate = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await gate.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await gate.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Unpark_WhileAHandlerOfTheEventEnds_GivesItToThatHandlerNoSecondTime()
    {
        var (delivery, completing) = await CompleteHeldAsync("invoice.moved");
        var upgraded = Routes(["any"], "invoice.moved");
        (await store.UnparkAsync(upgraded, default)).ShouldBe(1);

        var claimed = await ClaimWhileHeldAsync(upgraded);

        (await completing).ShouldBe([true]);
        claimed.ShouldBeEmpty();
        await ShouldBeDoneAsync(delivery.Id);
    }

    [Fact]
    public async Task ReplayOfAll_WhileAHandlerOfTheEventEnds_RunsItAgainAndThatEndsToo()
    {
        var (delivery, completing) = await CompleteHeldAsync("invoice.updated");
        (await store.ReplayAsync(new InboxReplay { Id = delivery.Id, IncludeDone = true }, default)).ShouldBe(1);

        var claimed = await ClaimWhileHeldAsync(Routes(["any"]));

        (await completing).ShouldBe([true]);
        (await store.CompleteAsync([claimed.ShouldHaveSingleItem()], default)).ShouldBe([true]);
        await ShouldBeDoneAsync(delivery.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_WhenItsMarkIsThereAlready_TakesItOver(bool dead)
    {
        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await store.ClaimAsync(new ClaimRequest(Routes(["a"]), "test", 10, Lease), default)).Single();
        await database.QueryAsync("INSERT INTO inbox_mark (seq, handler, dead, attempt, finished_at) SELECT seq, handler, NOT leased, 1, now() FROM inbox_delivery");

        if (dead)
            (await store.FailAsync(delivery, new(FailureOutcome.Dead, "broken"), default)).ShouldBeTrue();
        else
            (await store.CompleteAsync([delivery], default)).ShouldBe([true]);

        var ended = (await store.GetAsync(delivery.Id, default))!.Deliveries.ShouldHaveSingleItem();
        (ended.State, ended.LastError).ShouldBe(dead ? (DeliveryState.Dead, "broken") : (DeliveryState.Done, null));
    }

    [Fact]
    public async Task Prune_WhileItsTransactionIsOpen_HoldsUpNoAccept()
    {
        await store.AcceptAsync([Event("old")], default);
        await store.CompleteAsync(await store.ClaimAsync(new ClaimRequest(Routes(["a"]), "test", 10, Lease), default), default);
        await HoldAsync("DELETE", "inbox_body");
        var pruning = store.PruneAsync(Start.AddDays(1), Start.AddDays(1), 10, default);
        await UntilWaitingAsync(1);

        for (var i = 0; i < 20; i++)
            (await store.AcceptAsync([Event($"new{i}")], default).Soon()).ShouldBe([AcceptResult.Accepted]);

        pruning.IsCompleted.ShouldBeFalse();
        await ReleaseAsync();
        (await pruning).ShouldBe(2);
        (await store.ListAsync(new() { Limit = 500 }, default)).Count.ShouldBe(20);
    }

    /// <summary>An event whose handler is about to commit its end.</summary>
    private async Task<(Delivery Delivery, Task<IReadOnlyList<bool>> Completing)> CompleteHeldAsync(string type)
    {
        await store.AcceptAsync([Event("e1", type)], default);
        var delivery = (await store.ClaimAsync(new ClaimRequest(Routes(["any"]), "test", 10, Lease), default)).Single();
        await HoldAsync("INSERT", "inbox_mark");
        var completing = store.CompleteAsync([delivery], default);
        await UntilWaitingAsync(1);
        return (delivery, completing);
    }

    private async Task<IReadOnlyList<Delivery>> ClaimWhileHeldAsync(RoutingTable routes)
    {
        var claiming = store.ClaimAsync(new ClaimRequest(routes, "another", 10, Lease), default);
        await UntilWaitingAsync(2);
        await ReleaseAsync();
        return await claiming;
    }

    private async Task ShouldBeDoneAsync(long id)
    {
        (await store.GetAsync(id, default))!.Event.State.ShouldBe(InboxState.Done);
        (await database.QueryAsync("SELECT count(*) FROM inbox_delivery")).ShouldBe(["0"]);
    }

    // A deferred trigger runs inside the commit, when every row is written and nobody else sees it yet.
    private async Task HoldAsync(string operation, string table)
    {
        await RunAsync("SELECT pg_advisory_lock(42)");
        await database.QueryAsync("""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_advisory_xact_lock(42);
              RETURN NULL;
            END $$
            """);
        await database.QueryAsync($"CREATE CONSTRAINT TRIGGER hold AFTER {operation} ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold()");
    }

    private Task ReleaseAsync() => RunAsync("SELECT pg_advisory_unlock(42)");

    private Task UntilWaitingAsync(int count) => Eventually.TrueAsync(async () => (await database.QueryAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).Single() == count.ToString(CultureInfo.InvariantCulture));

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, gate);
        await command.ExecuteNonQueryAsync();
    }
}
