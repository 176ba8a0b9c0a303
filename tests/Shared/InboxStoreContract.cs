using System.Data.Common;
using System.Text;
using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Tests;

/// <summary>What every inbox store promises. A store's test project derives from it, and links this file.</summary>
public abstract partial class InboxStoreContract : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private IInboxStore store = null!;

    protected ManualTimeProvider Clock { get; } = new(Start);

    /// <summary>A store over the test's database, sharing no memory with the others: another process, as far as it can tell.</summary>
    protected abstract IInboxStore OpenStore();

    /// <summary>Whether handlers can write in the store's transaction; a store that cannot must refuse to begin one.</summary>
    protected virtual bool SharesTransactions => true;

    /// <summary>
    /// Moves the clock that the store goes by. A store that goes by its database's own clock moves the times in its tables back instead; tests leave
    /// room for the real time that passes besides.
    /// </summary>
    protected virtual Task PassAsync(TimeSpan by)
    {
        Clock.Advance(by);
        return Task.CompletedTask;
    }

    /// <summary>Writes a row into a table of the test's own, in the given transaction.</summary>
    protected abstract Task WriteEffectAsync(DbTransaction transaction, string effect);

    /// <summary>The rows written so far, read over a connection of its own.</summary>
    protected abstract Task<IReadOnlyList<string>> ReadEffectsAsync();

    public virtual async Task InitializeAsync()
    {
        store = OpenStore();
        await store.InitializeAsync(default);
    }

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Initialize_SeveralAtOnceAndAgain_LeavesOneSetOfTables()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => OpenStore()).ToArray();
        await Task.WhenAll(stores.Select(s => Task.Run(() => s.InitializeAsync(default))));
        await store.InitializeAsync(default);
        (await stores[3].AcceptAsync([Event("e1")], default)).ShouldBe([AcceptResult.Accepted]);
        (await store.AcceptAsync([Event("e1")], default)).ShouldBe([AcceptResult.Duplicate]);
    }

    [Fact]
    public async Task Accept_SameIdAgain_IsDuplicateAndKeepsTheFirst()
    {
        await store.AcceptAsync([Event("e1")], default);
        var again = Event("e1", "invoice.created") with { Body = Encoding.UTF8.GetBytes("other") };
        (await store.AcceptAsync([Event("e0"), again, Event("e2")], default))
            .ShouldBe([AcceptResult.Accepted, AcceptResult.Duplicate, AcceptResult.Accepted]);
        var kept = (await store.ListAsync(new InboxQuery { Text = "e1" }, default)).ShouldHaveSingleItem();
        kept.Type.ShouldBe("invoice.updated");
        Encoding.UTF8.GetString((await store.GetAsync(kept.Id, default))!.Body!.Value.Span).ShouldBe("""{"id":"e1"}""");
    }

    [Fact]
    public async Task Accept_SameIdTwiceInOneBatch_StoresOne() =>
        (await store.AcceptAsync([Event("e1"), Event("e1")], default)).ShouldBe([AcceptResult.Accepted, AcceptResult.Duplicate]);

    [Fact]
    public async Task Accept_SameIdOfAnotherAccountOrProvider_IsNew() =>
        (await store.AcceptAsync([Event("e1"), Event("e1", account: "second"), Event("e1", provider: "xpay")], default))
            .ShouldAllBe(result => result == AcceptResult.Accepted);

    [Fact]
    public async Task Accept_SameIdInParallelOverSeveralStores_ExactlyOneWins()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => OpenStore()).ToArray();
        for (var round = 0; round < 5; round++)
        {
            var results = await Task.WhenAll(stores.Select(s => Task.Run(() => s.AcceptAsync([Event($"e{round}")], default))));
            results.Count(r => r[0] == AcceptResult.Accepted).ShouldBe(1);
        }

        (await store.ListAsync(new InboxQuery(), default)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Accept_WhatWasAccepted_IsThereWholeForAnotherProcess()
    {
        var sent = Event("e1", key: "inv_1") with { NeedsProof = true, Source = EventSource.Backfill };
        await store.AcceptAsync([sent], default);
        var delivery = (await ClaimAsync(OpenStore(), "a")).ShouldHaveSingleItem();
        (delivery.Event with { Headers = sent.Headers, Body = sent.Body }).ShouldBe(sent);
        delivery.Event.Headers.ShouldBe(sent.Headers);
        delivery.Event.Body.ToArray().ShouldBe(sent.Body.ToArray());
    }

    [Fact]
    public async Task Accept_TextThatADatabaseCannotHold_IsKeptReadableAndOnce()
    {
        // Verified events have passed through JSON, which can write every code unit.
        var odd = Event("e\0\ud800", "invoice.updated", "k\0") with { SecretId = "\0", Headers = new Dictionary<string, string> { ["X"] = "\0\udc00" } };
        (await store.AcceptAsync([Event("e1"), odd], default)).ShouldBe([AcceptResult.Accepted, AcceptResult.Accepted]);
        (await store.AcceptAsync([odd], default)).ShouldBe([AcceptResult.Duplicate]);
        var claimed = await ClaimAsync(store, "a");
        claimed.Count.ShouldBe(2);
        (await store.FailAsync(claimed[1], new(FailureOutcome.Retry, "bad \0 byte \ud800", TimeSpan.Zero), default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Accept_EmptyBody_IsKept()
    {
        await store.AcceptAsync([Event("e1") with { Body = default }], default);
        (await ClaimAsync(store, "a")).ShouldHaveSingleItem().Event.Body.Length.ShouldBe(0);
    }

    private Task<IReadOnlyList<Delivery>> ClaimAsync(IInboxStore from, params string[] handlers) =>
        from.ClaimAsync(new ClaimRequest(Routes(handlers), "test", 100, Lease), default);

    private async Task<string[]> ClaimedIdsAsync(params string[] handlers) =>
        [.. (await ClaimAsync(store, handlers)).Select(d => handlers.Length == 1 ? d.Event.EventId : $"{d.Event.EventId}/{d.Handler}")];

    private async Task<InboxState> StateAsync(string id) =>
        (await store.ListAsync(new InboxQuery { Text = id }, default)).ShouldHaveSingleItem().State;
}
