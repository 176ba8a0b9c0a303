using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Tests;

public abstract partial class InboxStoreContract
{
    [Fact]
    public async Task Fail_Retry_IsDueAfterTheWaitWithTheNextAttempt()
    {
        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        (await store.FailAsync(delivery, new(FailureOutcome.Retry, "not now", TimeSpan.FromSeconds(60)), default)).ShouldBeTrue();
        await PassAsync(TimeSpan.FromSeconds(30));
        (await ClaimAsync(store, "a")).ShouldBeEmpty();
        await PassAsync(TimeSpan.FromSeconds(30));
        (await ClaimAsync(store, "a")).Single().Attempt.ShouldBe(2);
        var shown = await DeliveryAsync("e1");
        shown.LastError.ShouldBe("not now");
        shown.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Fail_Release_IsDueAtOnceAndTheAttemptDoesNotCount()
    {
        await store.AcceptAsync([Event("e1")], default);
        await store.FailAsync((await ClaimAsync(store, "a")).Single(), new(FailureOutcome.Release, null), default);
        (await ClaimAsync(store, "a")).Single().Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Fail_ReleaseWithAWait_IsDueAfterItAndTheAttemptDoesNotCount()
    {
        await store.AcceptAsync([Event("e1")], default);
        await store.FailAsync((await ClaimAsync(store, "a")).Single(), new(FailureOutcome.Release, "away", TimeSpan.FromSeconds(60)), default);
        await PassAsync(TimeSpan.FromSeconds(30));
        (await ClaimAsync(store, "a")).ShouldBeEmpty();
        await PassAsync(TimeSpan.FromSeconds(30));
        (await ClaimAsync(store, "a")).Single().Attempt.ShouldBe(1);
        (await DeliveryAsync("e1")).LastError.ShouldBe("away");
    }

    [Fact]
    public async Task Fail_Dead_IsListedWithItsErrorAndReplayable()
    {
        await store.AcceptAsync([Event("e1")], default);
        await store.FailAsync((await ClaimAsync(store, "a", "b")).First(d => d.Handler == "a"), new(FailureOutcome.Dead, "broken"), default);
        (await store.ListAsync(new InboxQuery { State = InboxState.Dead }, default)).ShouldHaveSingleItem().EventId.ShouldBe("e1");
        var dead = await DeliveryAsync("e1", "a");
        (dead.State, dead.LastError).ShouldBe((DeliveryState.Dead, "broken"));
        dead.FinishedAt.ShouldNotBeNull();

        (await store.ReplayAsync(new InboxReplay(), default)).ShouldBe(1);
        (await StateAsync("e1")).ShouldBe(InboxState.Open);
        var again = (await ClaimAsync(store, "a", "b")).ShouldHaveSingleItem();
        (again.Handler, again.Attempt).ShouldBe(("a", 1));
    }

    [Fact]
    public async Task Dismiss_ADeadLetter_IsDoneAndReplayableByItsNumberAlone()
    {
        await store.AcceptAsync([Event("e1")], default);
        var claimed = await ClaimAsync(store, "a", "b");
        await store.FailAsync(claimed.Single(d => d.Handler == "a"), new(FailureOutcome.Dead, "broken"), default);
        await store.CompleteAsync([claimed.Single(d => d.Handler == "b")], default);
        var id = claimed[0].Id;

        (await store.DismissAsync(id, "anna", default)).ShouldBeTrue();
        (await store.DismissAsync(id, "bert", default)).ShouldBeFalse();

        (await store.CountAsync(default)).ShouldBe(new InboxCounts(0, 0, 0, null));
        (await store.ListAsync(new InboxQuery { State = InboxState.Dead }, default)).ShouldBeEmpty();
        var listed = (await store.ListAsync(new InboxQuery { State = InboxState.Done }, default)).ShouldHaveSingleItem();
        listed.DismissedBy.ShouldBe("anna");
        listed.DismissedAt.ShouldNotBeNull();
        var dismissed = await DeliveryAsync("e1", "a");
        (dismissed.State, dismissed.LastError).ShouldBe((DeliveryState.Dismissed, "broken"));
        (await DeliveryAsync("e1", "b")).State.ShouldBe(DeliveryState.Done);

        (await store.ReplayAsync(new InboxReplay(), default)).ShouldBe(0);
        (await store.ReplayAsync(new InboxReplay { Query = new() }, default)).ShouldBe(0);
        (await store.ReplayAsync(new InboxReplay { Id = id }, default)).ShouldBe(1);
        var again = (await ClaimAsync(store, "a", "b")).ShouldHaveSingleItem();
        (again.Handler, again.Attempt).ShouldBe(("a", 1));
        await store.FailAsync(again, new(FailureOutcome.Dead, "still"), default);
        (await StateAsync("e1")).ShouldBe(InboxState.Dead);
    }

    [Fact]
    public async Task Dismiss_WhileAnotherHandlerIsBehind_LeavesThatOneAlone()
    {
        await store.AcceptAsync([Event("e1")], default);
        var claimed = await ClaimAsync(store, "a", "b");
        await store.FailAsync(claimed.Single(d => d.Handler == "a"), new(FailureOutcome.Dead, "broken"), default);

        (await store.DismissAsync(claimed[0].Id, "anna", default)).ShouldBeTrue();

        (await StateAsync("e1")).ShouldBe(InboxState.Open);
        (await store.FailAsync(claimed.Single(d => d.Handler == "b"), new(FailureOutcome.Dead, "broken"), default)).ShouldBeTrue();
        (await StateAsync("e1")).ShouldBe(InboxState.Dead);
        (await store.ReplayAsync(new InboxReplay(), default)).ShouldBe(1);
        (await ClaimedIdsAsync("a", "b")).ShouldBe(["e1/b"]);
    }

    [Fact]
    public async Task Dismiss_WhatCannotBeRead_EndsItAndItIsPruned()
    {
        await store.AcceptAsync([Event("e1") with { Problem = "no type" }], default);
        var id = (await store.ListAsync(new InboxQuery { State = InboxState.Dead }, default)).ShouldHaveSingleItem().Id;
        (await store.PruneAsync(Start.AddDays(1), Start.AddDays(1), 10, default)).ShouldBe(0);

        (await store.DismissAsync(id, "anna", default)).ShouldBeTrue();
        (await store.DismissAsync(id, "anna", default)).ShouldBeFalse();

        (await store.CountAsync(default)).Dead.ShouldBe(0);
        (await store.ListAsync(new InboxQuery { State = InboxState.Dead }, default)).ShouldBeEmpty();
        (await StateAsync("e1")).ShouldBe(InboxState.Done);
        (await store.ReplayAsync(new InboxReplay { Id = id, IncludeDone = true }, default)).ShouldBe(0);
        (await store.PruneAsync(Start.AddDays(1), Start, 10, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Dismiss_WhatNobodyHasTakenForAnHour_EndsItAndItIsReplayableAndPruned()
    {
        await store.AcceptAsync([Event("e1", key: "k1"), Event("e2", key: "k1")], default);
        var claimed = await ClaimAsync(store, "a", "removed");
        var first = claimed[0].Id;
        await store.CompleteAsync([claimed.Single(d => d.Handler == "a")], default);
        await store.FailAsync(claimed.Single(d => d.Handler == "removed"), new(FailureOutcome.Retry, "no such table", TimeSpan.FromMinutes(10)), default);
        var second = (await ClaimAsync(store, "a")).ShouldHaveSingleItem();
        await store.CompleteAsync([second], default);

        await PassAsync(TimeSpan.FromMinutes(65));
        (await store.DismissAsync(first, "anna", default)).ShouldBeFalse();
        await PassAsync(TimeSpan.FromMinutes(10));

        // The second one has waited for the first: nobody could take it.
        (await store.DismissAsync(second.Id, "anna", default)).ShouldBeFalse();
        (await store.DismissAsync(first, "anna", default)).ShouldBeTrue();
        (await store.DismissAsync(first, "anna", default)).ShouldBeFalse();
        (await store.DismissAsync(second.Id, "anna", default)).ShouldBeTrue();

        (await store.CountAsync(default)).ShouldBe(new InboxCounts(0, 0, 0, null));
        var dismissed = await DeliveryAsync("e1", "removed");
        (dismissed.State, dismissed.LastError).ShouldBe((DeliveryState.Dismissed, "no such table"));
        dismissed.FinishedAt.ShouldNotBeNull();
        (await store.GetAsync(first, default))!.Event.DismissedBy.ShouldBe("anna");

        (await store.ReplayAsync(new InboxReplay { Id = first }, default)).ShouldBe(1);
        (await ClaimedIdsAsync("a", "removed")).ShouldBe(["e1/removed"]);
        (await store.PruneAsync(Start.AddDays(1), Start, 10, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Dismiss_ADeadLetterWhileAnotherHandlerLiesUntaken_EndsTheDeadOneAlone()
    {
        await store.AcceptAsync([Event("e1")], default);
        var claimed = await ClaimAsync(store, "a", "b");
        await store.FailAsync(claimed.Single(d => d.Handler == "a"), new(FailureOutcome.Dead, "broken"), default);

        // A shop that was switched off for the night.
        await PassAsync(TimeSpan.FromHours(10));
        (await store.DismissAsync(claimed[0].Id, "anna", default)).ShouldBeTrue();

        (await StateAsync("e1")).ShouldBe(InboxState.Open);
        (await ClaimedIdsAsync("a", "b")).ShouldBe(["e1/b"]);
    }

    [Fact]
    public async Task Dismiss_WhatIsNotDead_ChangesNothing()
    {
        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();

        (await store.DismissAsync(delivery.Id, "anna", default)).ShouldBeFalse();
        (await store.DismissAsync(delivery.Id + 1, "anna", default)).ShouldBeFalse();

        (await store.CompleteAsync([delivery], default)).ShouldBe([true]);
        (await store.GetAsync(delivery.Id, default))!.Event.DismissedBy.ShouldBeNull();
    }

    [Fact]
    public async Task Transaction_Completed_CommitsEffectAndMarkTogether()
    {
        if (!SharesTransactions)
        {
            await RefusesTransactionsAsync();
            return;
        }

        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        await using (var transaction = await store.BeginAsync(delivery, default))
        {
            await WriteEffectAsync(transaction.Transaction, "paid");
            (await ReadEffectsAsync()).ShouldBeEmpty();
            (await transaction.CompleteAsync([delivery], default)).ShouldBeTrue();
        }

        (await ReadEffectsAsync()).ShouldBe(["paid"]);
        (await StateAsync("e1")).ShouldBe(InboxState.Done);
    }

    [Fact]
    public async Task Transaction_CrashBetweenEffectAndMark_LeavesNeitherAndIsDeliveredAgain()
    {
        if (!SharesTransactions)
        {
            await RefusesTransactionsAsync();
            return;
        }

        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        await using (var transaction = await store.BeginAsync(delivery, default))
            await WriteEffectAsync(transaction.Transaction, "paid");

        (await ReadEffectsAsync()).ShouldBeEmpty();
        var restarted = OpenStore();
        await restarted.InitializeAsync(default);
        (await ClaimAsync(restarted, "a")).ShouldBeEmpty();
        await PassAsync(Lease);
        var again = (await ClaimAsync(restarted, "a")).ShouldHaveSingleItem();
        await using (var transaction = await restarted.BeginAsync(again, default))
        {
            await WriteEffectAsync(transaction.Transaction, "paid");
            (await transaction.CompleteAsync([again], default)).ShouldBeTrue();
        }

        (await ReadEffectsAsync()).ShouldBe(["paid"]);
    }

    [Fact]
    public async Task Transaction_TheHandlerCommitsItself_IsRefused()
    {
        if (!SharesTransactions)
        {
            await RefusesTransactionsAsync();
            return;
        }

        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        await using var transaction = await store.BeginAsync(delivery, default);
        await transaction.Transaction.CommitAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => transaction.CompleteAsync([delivery], default))).Message.ShouldContain("Leave that to the dispatcher");
    }

    [Fact]
    public async Task Transaction_OfSeveralDeliveries_CommitsTheirEffectsAndMarksTogether()
    {
        if (!SharesTransactions)
        {
            await RefusesTransactionsAsync();
            return;
        }

        await store.AcceptAsync([Event("e1"), Event("e2"), Event("e3")], default);
        var claimed = await ClaimAsync(store, "a");
        await using (var transaction = await store.BeginAsync(claimed[0], default))
        {
            await WriteEffectAsync(transaction.Transaction, "e1");
            await transaction.Transaction.SaveAsync("second");
            await WriteEffectAsync(transaction.Transaction, "e2");
            await transaction.Transaction.RollbackAsync("second");
            await transaction.Transaction.SaveAsync("third");
            await WriteEffectAsync(transaction.Transaction, "e3");
            (await transaction.CompleteAsync([claimed[0], claimed[2]], default)).ShouldBeTrue();
        }

        (await ReadEffectsAsync()).ShouldBe(["e1", "e3"]);
        (await StateAsync("e1")).ShouldBe(InboxState.Done);
        (await StateAsync("e2")).ShouldBe(InboxState.Open);
        (await StateAsync("e3")).ShouldBe(InboxState.Done);
    }

    [Fact]
    public async Task Transaction_OneDeliveryIsSomebodyElses_CommitsNothing()
    {
        if (!SharesTransactions)
        {
            await RefusesTransactionsAsync();
            return;
        }

        await store.AcceptAsync([Event("e1"), Event("e2")], default);
        var slow = await ClaimAsync(store, "a");
        await using (var transaction = await store.BeginAsync(slow[0], default))
        {
            await WriteEffectAsync(transaction.Transaction, "e1");
            (await transaction.CompleteAsync([slow[0], slow[1] with { FencingToken = slow[1].FencingToken - 1 }], default)).ShouldBeFalse();
        }

        (await ReadEffectsAsync()).ShouldBeEmpty();
        (await store.CompleteAsync(slow, default)).ShouldBe([true, true]);
    }

    [Fact]
    public async Task Complete_Several_AnswersForEach()
    {
        await store.AcceptAsync([Event("e1"), Event("e2"), Event("e3")], default);
        var claimed = await ClaimAsync(store, "a");
        await store.CompleteAsync([claimed[1]], default);
        (await store.CompleteAsync(claimed, default)).ShouldBe([true, false, true]);
        (await store.RenewAsync(claimed, Lease, default)).ShouldBe([false, false, false]);
        (await store.CompleteAsync([], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Transaction_WhileOneIsOpen_AcceptWaitsAndThenSucceeds()
    {
        if (!SharesTransactions)
        {
            await RefusesTransactionsAsync();
            return;
        }

        await store.AcceptAsync([Event("e1")], default);
        Task<IReadOnlyList<AcceptResult>> accepting;
        var delivery = (await ClaimAsync(store, "a")).Single();
        await using (var transaction = await store.BeginAsync(delivery, default))
        {
            accepting = Task.Run(() => store.AcceptAsync([Event("e2")], default));
            await transaction.CompleteAsync([delivery], default);
        }

        (await accepting).ShouldBe([AcceptResult.Accepted]);
    }

    private async Task RefusesTransactionsAsync()
    {
        await store.AcceptAsync([Event("e1")], default);
        var delivery = (await ClaimAsync(store, "a")).Single();
        await Should.ThrowAsync<NotSupportedException>(() => store.BeginAsync(delivery, default));
        (await store.CompleteAsync([delivery], default)).ShouldBe([true]);
    }

    private async Task<InboxDelivery> DeliveryAsync(string id, string handler = "a")
    {
        var listed = (await store.ListAsync(new InboxQuery { Text = id }, default)).ShouldHaveSingleItem();
        return (await store.GetAsync(listed.Id, default))!.Deliveries.Single(d => d.Handler == handler);
    }
}
