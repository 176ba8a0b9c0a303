using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Tests;

public abstract partial class InboxStoreContract
{
    [Fact]
    public async Task List_Pages_AreNewestFirstWithoutGapOrOverlap()
    {
        await store.AcceptAsync([.. Enumerable.Range(1, 5).Select(i => Event($"e{i}"))], default);
        var first = await store.ListAsync(new InboxQuery { Limit = 2 }, default);
        var second = await store.ListAsync(new InboxQuery { Limit = 2, Before = first[^1].Id }, default);
        var third = await store.ListAsync(new InboxQuery { Limit = 2, Before = second[^1].Id }, default);
        first.Concat(second).Concat(third).Select(e => e.EventId).ShouldBe(["e5", "e4", "e3", "e2", "e1"]);
    }

    [Fact]
    public async Task List_Conditions_AllHold()
    {
        await store.AcceptAsync([
            Event("evt_1", key: "inv_A"),
            Event("evt_2", "invoice.created", "inv_A"),
            Event("evt_3", account: "second", key: "inv_B"),
            Event("evt_4", provider: "xpay") with { Source = EventSource.Backfill },
            Event("evt_5") with { ReceivedAt = Start.AddHours(1) }], default);
        async Task<string[]> Find(InboxQuery query) => [.. (await store.ListAsync(query, default)).Select(e => e.EventId).Order()];

        (await Find(new() { Provider = "xpay" })).ShouldBe(["evt_4"]);
        (await Find(new() { Account = "second" })).ShouldBe(["evt_3"]);
        (await Find(new() { EventId = "evt_2" })).ShouldBe(["evt_2"]);
        (await Find(new() { EventId = "EVT_2" })).ShouldBeEmpty();
        (await Find(new() { EventId = "evt_" })).ShouldBeEmpty();
        (await Find(new() { Type = "invoice.created" })).ShouldBe(["evt_2"]);
        (await Find(new() { OrderingKey = "inv_A" })).ShouldBe(["evt_1", "evt_2"]);
        (await Find(new() { OrderingKey = "inv_A", Type = "invoice.updated" })).ShouldBe(["evt_1"]);
        (await Find(new() { Text = " INV_b " })).ShouldBe(["evt_3"]);
        (await Find(new() { Text = "%" })).ShouldBeEmpty();
        (await Find(new() { Source = EventSource.Backfill })).ShouldBe(["evt_4"]);
        (await Find(new() { Source = EventSource.Webhook, Account = "second" })).ShouldBe(["evt_3"]);
        (await Find(new() { State = InboxState.Done })).ShouldBeEmpty();
        (await Find(new() { ReceivedFrom = Start.AddMinutes(1) })).ShouldBe(["evt_5"]);
        (await Find(new() { ReceivedBefore = Start })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_AnEvent_HasHeadersBodyAndDeliveries()
    {
        await store.AcceptAsync([Event("e1")], default);
        await store.CompleteAsync((await ClaimAsync(store, "a", "b")).Take(1).ToArray(), default);
        var details = (await store.GetAsync((await store.ListAsync(new(), default))[0].Id, default))!;
        details.Headers["content-type"].ShouldBe("application/json");
        details.Body!.Value.ToArray().ShouldBe(Event("e1").Body.ToArray());
        details.Deliveries.Select(d => (d.Handler, d.State)).ShouldBe([("a", DeliveryState.Done), ("b", DeliveryState.Leased)]);
        (await store.GetAsync(details.Event.Id + 1, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Replay_OneWithDone_RunsAllHandlersOfTodayAgain()
    {
        await store.AcceptAsync([Event("e1"), Event("e2")], default);
        foreach (var delivery in await ClaimAsync(store, "a"))
            await store.CompleteAsync([delivery], default);
        var id = (await store.ListAsync(new() { Text = "e1" }, default)).Single().Id;
        (await store.ReplayAsync(new InboxReplay { Id = id }, default)).ShouldBe(0);
        (await store.ReplayAsync(new InboxReplay { Id = id, IncludeDone = true }, default)).ShouldBe(1);
        (await ClaimedIdsAsync("a", "new")).ShouldBe(["e1/a", "e1/new"]);
    }

    [Fact]
    public async Task Replay_Range_TakesWhatTheQueryFinds()
    {
        await store.AcceptAsync([.. Enumerable.Range(0, 230).Select(i => Event($"e{i:000}") with { ReceivedAt = Start.AddMinutes(i) })], default);
        foreach (var delivery in await store.ClaimAsync(new ClaimRequest(Routes(["a"]), "test", 1000, Lease), default))
            await store.FailAsync(delivery, new(FailureOutcome.Dead, "broken"), default);
        (await store.ReplayAsync(new InboxReplay { Query = new() { ReceivedFrom = Start.AddMinutes(20) } }, default)).ShouldBe(210);
        (await store.CountAsync(default)).ShouldSatisfyAllConditions(c => c.Waiting.ShouldBe(210), c => c.Dead.ShouldBe(20));
    }

    [Fact]
    public async Task Replay_ByTypeOrKey_TakesThoseAlone()
    {
        await store.AcceptAsync([Event("e1", "invoice.created", "k1"), Event("e2", key: "k1"), Event("e3", key: "k2")], default);
        for (var i = 0; i < 2; i++)
        {
            foreach (var delivery in await ClaimAsync(store, "a"))
                await store.FailAsync(delivery, new(FailureOutcome.Dead, "broken"), default);
        }

        (await store.ReplayAsync(new InboxReplay { Query = new() { Type = "invoice.created" } }, default)).ShouldBe(1);
        (await ClaimedIdsAsync("a")).ShouldBe(["e1"]);
        (await store.ReplayAsync(new InboxReplay { Query = new() { OrderingKey = "k2" } }, default)).ShouldBe(1);
        (await ClaimedIdsAsync("a")).ShouldBe(["e3"]);
    }

    [Fact]
    public async Task Prune_WhileEventsAreAccepted_HoldsNobodyUp()
    {
        await store.AcceptAsync([.. Enumerable.Range(0, 300).Select(i => Event($"old{i}"))], default);
        for (var done = 0; done < 300; done += 100)
            await store.CompleteAsync(await ClaimAsync(store, "a"), default);
        var others = new[] { OpenStore(), OpenStore() };
        var pruning = others.Select(other => Task.Run(async () =>
        {
            var pruned = 0;
            for (var more = 1; more > 0; pruned += more)
                more = await other.PruneAsync(Start.AddDays(1), Start.AddDays(1), 20, default);
            return pruned;
        })).ToArray();
        for (var i = 0; i < 20; i++)
            (await store.AcceptAsync([Event($"new{i}") with { ReceivedAt = Start.AddDays(2) }], default)).ShouldBe([AcceptResult.Accepted]);
        (await Task.WhenAll(pruning).Soon()).Sum().ShouldBeGreaterThanOrEqualTo(300);
        while (await store.PruneAsync(Start.AddDays(1), Start.AddDays(1), 100, default) > 0)
        {
            // What one pruner skipped because the other had it.
        }

        (await store.ListAsync(new() { Limit = 500 }, default)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Count_SaysWhatWaitsAndSinceWhen()
    {
        (await store.CountAsync(default)).ShouldBe(new InboxCounts(0, 0, 0, null));
        await store.AcceptAsync([
            Event("done"), Event("dead"), Event("open") with { ReceivedAt = Start.AddMinutes(1) },
            Event("parked", "invoice.moved"), Event("new") with { ReceivedAt = Start.AddMinutes(2) }], default);
        var claimed = await ClaimAsync(store, "a");
        await store.CompleteAsync([.. claimed.Where(d => d.Event.EventId is "done" or "parked")], default);
        await store.FailAsync(claimed.Single(d => d.Event.EventId == "dead"), new(FailureOutcome.Dead, "broken"), default);
        (await store.CountAsync(default)).ShouldBe(new InboxCounts(2, 1, 1, Start.AddMinutes(1)));
    }

    [Fact]
    public async Task Prune_OldAndFinished_LosesTheBodyFirstAndTheIdLater()
    {
        await store.AcceptAsync([Event("done"), Event("dead"), Event("parked", "invoice.moved"), Event("open")], default);
        var claimed = await ClaimAsync(store, "a");
        await store.CompleteAsync([.. claimed.Where(d => d.Event.EventId is "done" or "parked")], default);
        await store.FailAsync(claimed.Single(d => d.Event.EventId == "dead"), new(FailureOutcome.Dead, "broken"), default);

        (await store.PruneAsync(Start, Start, 10, default)).ShouldBe(0);
        (await store.PruneAsync(Start.AddDays(1), Start, 10, default)).ShouldBe(1);
        var details = (await store.GetAsync((await store.ListAsync(new() { Text = "done" }, default)).Single().Id, default))!;
        details.Body.ShouldBeNull();
        details.Headers.ShouldBeEmpty();
        (await store.ReplayAsync(new InboxReplay { Id = details.Event.Id, IncludeDone = true }, default)).ShouldBe(0);
        (await store.AcceptAsync([Event("done")], default)).ShouldBe([AcceptResult.Duplicate]);

        (await store.PruneAsync(Start.AddDays(1), Start.AddDays(1), 10, default)).ShouldBe(1);
        (await store.ListAsync(new(), default)).Select(e => e.EventId).Order().ShouldBe(["dead", "open", "parked"]);
        (await store.AcceptAsync([Event("done")], default)).ShouldBe([AcceptResult.Accepted]);
    }

    [Fact]
    public async Task Prune_Limit_IsOneSmallStep()
    {
        await store.AcceptAsync([.. Enumerable.Range(0, 10).Select(i => Event($"e{i}"))], default);
        foreach (var delivery in await ClaimAsync(store, "a"))
            await store.CompleteAsync([delivery], default);
        (await store.PruneAsync(Start.AddDays(1), Start, 4, default)).ShouldBe(4);
        (await store.PruneAsync(Start.AddDays(1), Start, 4, default)).ShouldBe(4);
        (await store.PruneAsync(Start.AddDays(1), Start, 4, default)).ShouldBe(2);
    }
}
