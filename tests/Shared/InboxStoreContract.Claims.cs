using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Tests;

public abstract partial class InboxStoreContract
{
    [Fact]
    public async Task Claim_SeveralHandlers_EachMatchingOneGetsTheEvent()
    {
        await store.AcceptAsync([Event("e1"), Event("e2", "invoice.created")], default);
        (await ClaimedIdsAsync("all", "updated=invoice.updated", "none=invoice.paid")).ShouldBe(["e1/all", "e1/updated", "e2/all"]);
    }

    [Fact]
    public async Task Claim_NoHandlerForAKnownType_EventIsDone()
    {
        await store.AcceptAsync([Event("e1")], default);
        (await ClaimedIdsAsync("a=invoice.created")).ShouldBeEmpty();
        (await StateAsync("e1")).ShouldBe(InboxState.Done);
    }

    [Fact]
    public async Task Claim_ManyEventsWithoutHandlers_DoNotHideTheOneThatHasOne()
    {
        await store.AcceptAsync([.. Enumerable.Range(0, 600).Select(i => Event($"x{i}")), Event("e1", "invoice.created")], default);
        (await ClaimedIdsAsync("a=invoice.created")).ShouldBe(["e1"]);
    }

    [Fact]
    public async Task Claim_UnknownType_IsParkedUntilTheTypeIsKnown()
    {
        await store.AcceptAsync([Event("e1", "invoice.moved"), Event("e2", "invoice.moved")], default);
        (await ClaimedIdsAsync("a=invoice.updated")).ShouldBeEmpty();
        (await StateAsync("e1")).ShouldBe(InboxState.Parked);
        (await store.UnparkAsync(Routes(["a=invoice.updated"]), default)).ShouldBe(0);

        var upgraded = OpenStore();
        var routes = Routes(["a=invoice.updated", "b=invoice.moved"], "invoice.moved");
        (await upgraded.UnparkAsync(routes, default)).ShouldBe(2);
        (await upgraded.UnparkAsync(routes, default)).ShouldBe(0);
        (await upgraded.ClaimAsync(new ClaimRequest(routes, "new", 10, Lease), default)).Select(d => d.Event.EventId).ShouldBe(["e1", "e2"]);
    }

    [Fact]
    public async Task Claim_UnknownType_GoesToHandlersOfAnyTypeAtOnceAndToTypedOnesWhenTheyExist()
    {
        await store.AcceptAsync([Event("done", "invoice.moved"), Event("dead", "invoice.moved"), Event("open", "invoice.moved")], default);
        var any = await ClaimAsync(store, "any", "typed=invoice.updated");
        any.Select(d => $"{d.Event.EventId}/{d.Handler}").ShouldBe(["done/any", "dead/any", "open/any"]);
        (await StateAsync("done")).ShouldBe(InboxState.Open);
        await store.CompleteAsync([any[0]], default);
        await store.FailAsync(any[1], new(FailureOutcome.Dead, "broken"), default);
        (await StateAsync("done")).ShouldBe(InboxState.Parked);
        (await StateAsync("dead")).ShouldBe(InboxState.Dead);

        string[] upgraded = ["any", "typed=invoice.moved"];
        (await store.UnparkAsync(Routes(upgraded), default)).ShouldBe(3);

        // Ends an attempt while its event waits to be routed again.
        await store.CompleteAsync([any[2]], default);
        var typed = await ClaimAsync(store, upgraded);
        typed.Select(d => $"{d.Event.EventId}/{d.Handler}").ShouldBe(["done/typed", "dead/typed", "open/typed"]);
        await store.CompleteAsync(typed, default);
        (await StateAsync("done")).ShouldBe(InboxState.Done);
        (await StateAsync("dead")).ShouldBe(InboxState.Dead);
        (await StateAsync("open")).ShouldBe(InboxState.Done);
        (await store.CountAsync(default)).Parked.ShouldBe(0);
    }

    [Fact]
    public async Task Claim_TypeThatOnlyAHandlerNames_IsKnown()
    {
        await store.AcceptAsync([Event("e1", "invoice.moved")], default);
        (await ClaimedIdsAsync("a=invoice.moved")).ShouldBe(["e1"]);
    }

    [Fact]
    public async Task Claim_UnreadableEvent_IsDeadAndGoesToNobody()
    {
        await store.AcceptAsync([Event("e1") with { Problem = "The body is not JSON." }], default);
        (await ClaimedIdsAsync("a")).ShouldBeEmpty();
        (await StateAsync("e1")).ShouldBe(InboxState.Dead);
        (await store.ReplayAsync(new InboxReplay(), default)).ShouldBe(0);
    }

    [Fact]
    public async Task Claim_TwoWorkersOnOneRow_OneGetsIt()
    {
        var workers = new[] { OpenStore(), OpenStore() };
        for (var round = 0; round < 5; round++)
        {
            await store.AcceptAsync([Event($"e{round}")], default);
            var claims = await Task.WhenAll(workers.Select(w => Task.Run(() => ClaimAsync(w, "a"))));
            claims.Sum(c => c.Count).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Claim_MoreThanTheLimit_GivesTheOldest()
    {
        await store.AcceptAsync([Event("e1"), Event("e2"), Event("e3")], default);
        var claimed = await store.ClaimAsync(new ClaimRequest(Routes(["a"]), "test", 2, Lease), default);
        claimed.Select(d => d.Event.EventId).ShouldBe(["e1", "e2"]);
        (await ClaimedIdsAsync("a")).ShouldBe(["e3"]);
    }

    [Fact]
    public async Task Claim_LeaseRunsOut_IsClaimedAgainAndTheFirstWorkerIsFencedOff()
    {
        await store.AcceptAsync([Event("e1")], default);
        var slow = (await ClaimAsync(store, "a")).ShouldHaveSingleItem();
        await PassAsync(Lease / 2);
        (await ClaimAsync(store, "a")).ShouldBeEmpty();
        await PassAsync(Lease / 2);
        var fast = (await ClaimAsync(OpenStore(), "a")).ShouldHaveSingleItem();
        fast.FencingToken.ShouldBeGreaterThan(slow.FencingToken);
        fast.Attempt.ShouldBe(2);

        (await store.RenewAsync([slow], Lease, default)).ShouldHaveSingleItem().ShouldBeFalse();
        (await store.CompleteAsync([slow], default)).ShouldHaveSingleItem().ShouldBeFalse();
        (await store.FailAsync(slow, new(FailureOutcome.Dead, "late"), default)).ShouldBeFalse();
        await Should.ThrowAsync<LeaseLostException>(() => store.BeginAsync(slow, default));
        (await StateAsync("e1")).ShouldBe(InboxState.Open);
        (await store.CompleteAsync([fast], default)).ShouldHaveSingleItem().ShouldBeTrue();
        (await StateAsync("e1")).ShouldBe(InboxState.Done);
    }

    [Fact]
    public async Task Complete_LeaseRanOutButNobodyElseHasIt_StillCounts()
    {
        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        await PassAsync(Lease * 2);
        (await store.CompleteAsync([delivery], default)).ShouldHaveSingleItem().ShouldBeTrue();
        (await ClaimAsync(store, "a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renew_BeforeTheLeaseRunsOut_KeepsOthersAway()
    {
        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        await PassAsync(Lease / 2);
        (await store.RenewAsync([delivery], Lease, default)).ShouldHaveSingleItem().ShouldBeTrue();
        await PassAsync(Lease * 0.75);
        (await ClaimAsync(store, "a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Claim_SameOrderingKey_WaitsForTheOlderOneOnly()
    {
        await store.AcceptAsync([Event("e1", key: "k1"), Event("e2", key: "k1"), Event("e3", key: "k2"), Event("e4"), Event("e5"),
            Event("e6", key: "k1", account: "second")], default);
        var first = await ClaimAsync(store, "a");
        first.Select(d => d.Event.EventId).ShouldBe(["e1", "e3", "e4", "e5", "e6"]);
        (await ClaimedIdsAsync("a")).ShouldBeEmpty();
        await store.CompleteAsync([first[0]], default);
        (await ClaimedIdsAsync("a")).ShouldBe(["e2"]);
    }

    [Fact]
    public async Task Claim_OneHandlerIsBehind_TheOtherGoesOn()
    {
        await store.AcceptAsync([Event("e1", key: "k1"), Event("e2", key: "k1")], default);
        var both = await ClaimAsync(store, "slow", "fast");
        await store.CompleteAsync([both.Single(d => d.Handler == "fast")], default);
        await store.FailAsync(both.Single(d => d.Handler == "slow"), new(FailureOutcome.Retry, "not now", TimeSpan.FromMinutes(1)), default);
        (await ClaimedIdsAsync("slow", "fast")).ShouldBe(["e2/fast"]);
    }

    [Fact]
    public async Task Claim_ReplayWhileALaterEventOfItsKeyIsLeased_WaitsForThatOne()
    {
        await store.AcceptAsync([Event("e1", key: "k1"), Event("e2", key: "k1")], default);
        await store.CompleteAsync(await ClaimAsync(store, "a"), default);
        var later = await ClaimAsync(store, "a");
        var id = (await store.ListAsync(new() { Text = "e1" }, default)).Single().Id;
        (await store.ReplayAsync(new InboxReplay { Id = id, IncludeDone = true }, default)).ShouldBe(1);
        (await ClaimedIdsAsync("a")).ShouldBeEmpty();
        await store.CompleteAsync(later, default);
        (await ClaimedIdsAsync("a")).ShouldBe(["e1"]);
    }

    [Fact]
    public async Task Claim_SeveralWorkersAtOnce_NeverHaveTwoOfOneKeyAndTakeEachInOrder()
    {
        const int Keys = 4, PerKey = 6;
        var workers = Enumerable.Range(0, 3).Select(_ => OpenStore()).ToArray();
        for (var i = 0; i < PerKey; i++)
            await store.AcceptAsync([.. Enumerable.Range(0, Keys).Select(k => Event($"k{k}-{i}", key: $"k{k}"))], default);
        var running = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            while (order.Count < Keys * PerKey)
            {
                var claimed = await worker.ClaimAsync(new ClaimRequest(Routes(["a"]), "test", 2, Lease), default);
                foreach (var delivery in claimed)
                    running.TryAdd(delivery.Event.OrderingKey!, delivery.Event.EventId).ShouldBeTrue($"two of {delivery.Event.OrderingKey} at once");
                foreach (var delivery in claimed)
                {
                    order.Enqueue(delivery.Event.EventId);
                    running.TryRemove(delivery.Event.OrderingKey!, out _);
                }

                (await worker.CompleteAsync(claimed, default)).ShouldAllBe(mine => mine);
            }
        }))).Soon();
        foreach (var key in order.GroupBy(id => id[..2]))
            key.ShouldBe(key.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Claim_AfterADeadLetter_TheKeyGoesOn()
    {
        await store.AcceptAsync([Event("e1", key: "k1"), Event("e2", key: "k1")], default);
        var first = (await ClaimAsync(store, "a")).Single();
        await store.FailAsync(first, new(FailureOutcome.Dead, "broken"), default);
        (await ClaimedIdsAsync("a")).ShouldBe(["e2"]);
    }
}
