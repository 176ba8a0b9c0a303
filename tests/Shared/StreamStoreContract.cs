using Pepay.Runtime.Streams;

namespace Pepay.Tests;

/// <summary>What every store of stream positions promises. A store's test project derives from it, and links this file.</summary>
public abstract class StreamStoreContract : IAsyncLifetime
{
    private static readonly StreamKey Key = new("pepay", "default", "merchant");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private IStreamStore store = null!;

    /// <summary>A store over the test's database, sharing no memory with the others: another process, as far as it can tell.</summary>
    protected abstract IStreamStore OpenStore();

    /// <summary>Lets time pass on the clock that decides the leases.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    public virtual async Task InitializeAsync()
    {
        store = OpenStore();
        await store.InitializeAsync(default);
    }

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Acquire_NewStream_HasNoCursor()
    {
        (await store.FindAsync(Key, default)).ShouldBeNull();
        var lease = await store.TryAcquireAsync(Key, "a", Lease, default);
        lease.ShouldNotBeNull().Cursor.ShouldBeNull();
        lease.Stream.ShouldBe(Key);
        var position = (await store.FindAsync(Key, default)).ShouldNotBeNull();
        position.Owner.ShouldBe("a");
        position.LeaseUntil.ShouldNotBeNull();
    }

    [Fact]
    public async Task Acquire_WhileSomebodyHoldsIt_IsRefusedAlsoToTheHolder()
    {
        (await store.TryAcquireAsync(Key, "a", Lease, default)).ShouldNotBeNull();
        (await OpenStore().TryAcquireAsync(Key, "b", Lease, default)).ShouldBeNull();
        (await store.TryAcquireAsync(Key, "a", Lease, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Acquire_OtherProviderAccountOrStream_IsApart()
    {
        var first = (await store.TryAcquireAsync(Key, "a", Lease, default))!;
        await store.SaveCursorAsync(first, "evt_1", default);
        foreach (var other in new[] { Key with { Provider = "x" }, Key with { Account = "x" }, Key with { Name = "x" } })
            (await store.TryAcquireAsync(other, "b", Lease, default)).ShouldNotBeNull().Cursor.ShouldBeNull();
    }

    [Fact]
    public async Task Acquire_ManyAtOnce_ExactlyOneGetsIt()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => OpenStore()).ToArray();
        for (var round = 0; round < 5; round++)
        {
            var leases = await Task.WhenAll(stores.Select(s => Task.Run(() => s.TryAcquireAsync(Key with { Name = $"s{round}" }, "x", Lease, default))));
            leases.Count(lease => lease is not null).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Acquire_AfterTheLeaseRanOut_TakesOverWithTheCursorAndAHigherToken()
    {
        var first = (await store.TryAcquireAsync(Key, "a", Lease, default))!;
        (await store.SaveCursorAsync(first, "evt_1", default)).ShouldBeTrue();
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var second = (await OpenStore().TryAcquireAsync(Key, "b", Lease, default)).ShouldNotBeNull();
        second.Cursor.ShouldBe("evt_1");
        second.FencingToken.ShouldBeGreaterThan(first.FencingToken);
    }

    [Fact]
    public async Task Renew_BeforeItRunsOut_KeepsOthersAway()
    {
        var lease = (await store.TryAcquireAsync(Key, "a", Lease, default))!;
        for (var i = 0; i < 3; i++)
        {
            await PassAsync(Lease * 0.7);
            (await store.RenewAsync(lease, Lease, default)).ShouldBeTrue();
        }

        (await store.TryAcquireAsync(Key, "b", Lease, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Renew_AfterItRanOutButNobodyTookIt_GoesOn()
    {
        var lease = (await store.TryAcquireAsync(Key, "a", Lease, default))!;
        await PassAsync(Lease * 2);
        (await store.RenewAsync(lease, Lease, default)).ShouldBeTrue();
        (await store.TryAcquireAsync(Key, "b", Lease, default)).ShouldBeNull();
    }

    [Fact]
    public async Task FormerHolder_AfterATakeover_ChangesNothing()
    {
        var former = (await store.TryAcquireAsync(Key, "a", Lease, default))!;
        await PassAsync(Lease * 2);
        var holder = (await store.TryAcquireAsync(Key, "b", Lease, default))!;
        await store.SaveCursorAsync(holder, "evt_9", default);

        (await store.SaveCursorAsync(former, "evt_1", default)).ShouldBeFalse();
        (await store.RenewAsync(former, Lease, default)).ShouldBeFalse();
        await store.ReleaseAsync(former, default);

        var position = (await store.FindAsync(Key, default))!;
        position.Cursor.ShouldBe("evt_9");
        position.Owner.ShouldBe("b");
    }

    [Fact]
    public async Task Release_ByTheHolder_LetsTheNextOneInAtOnce()
    {
        var lease = (await store.TryAcquireAsync(Key, "a", Lease, default))!;
        await store.SaveCursorAsync(lease, "", default);
        await store.ReleaseAsync(lease, default);
        (await store.RenewAsync(lease, Lease, default)).ShouldBeFalse();
        (await store.SaveCursorAsync(lease, "evt_1", default)).ShouldBeFalse();
        (await store.FindAsync(Key, default)).ShouldBe(new StreamPosition("", null, null));
        (await store.TryAcquireAsync(Key, "b", Lease, default)).ShouldNotBeNull().Cursor.ShouldBe("");
    }
}
