using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Nop.Data;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;

namespace Nop.Plugin.Payments.Pepay.Tests.Stores;

public sealed class NopInboxStoreTests : InboxStoreContract
{
    private readonly FakeDatabase database = new();

    protected override bool SharesTransactions => false;

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override IInboxStore OpenStore() => new NopInboxStore(Nodes.Open(database), Clock);

    [Fact]
    public async Task Claim_ManyNewEvents_RoutesThemInShortTransactions()
    {
        var store = OpenStore();
        await store.AcceptAsync([.. Enumerable.Range(0, 250).Select(static i => InboxEvents.Event($"e{i}"))], default);
        var claim = new ClaimRequest(InboxEvents.Routes(["a"]), "node", 1, TimeSpan.FromMinutes(1));

        database.FailsOn = static row => row is PepayEvent { EventId: "e249" };
        await Should.ThrowAsync<DbException>(() => store.ClaimAsync(claim, default));
        database.Rows<PepayEvent>().Count(static row => row.StateId == (int)InboxState.New).ShouldBe(50);
        database.FailsOn = null;
        await store.ClaimAsync(claim, default);
        database.Rows<PepayEvent>().Count(static row => row.StateId == (int)InboxState.New).ShouldBe(0);
    }

    [Fact]
    public async Task Unpark_ManyParkedEvents_TakesThemUpInShortTransactions()
    {
        var store = OpenStore();
        await store.AcceptAsync([.. Enumerable.Range(0, 250).Select(static i => InboxEvents.Event($"e{i}", "later")), InboxEvents.Event("never", "never")], default);
        var claim = new ClaimRequest(InboxEvents.Routes([]), "node", 1, TimeSpan.FromMinutes(1));
        await store.ClaimAsync(claim, default);
        var routes = InboxEvents.Routes([], "later");

        database.FailsOn = static row => row is PepayEvent { EventId: "e249" };
        await Should.ThrowAsync<DbException>(() => store.UnparkAsync(routes, default));
        (await store.CountAsync(default)).Parked.ShouldBe(51);
        database.FailsOn = null;
        (await store.UnparkAsync(routes, default)).ShouldBe(50);
        (await store.UnparkAsync(routes, default)).ShouldBe(0);
        (await store.CountAsync(default)).Parked.ShouldBe(1);
    }

    protected override Task WriteEffectAsync(DbTransaction transaction, string effect) => throw new NotSupportedException();

    protected override Task<IReadOnlyList<string>> ReadEffectsAsync() => throw new NotSupportedException();
}

public sealed class NopPaymentStoreTests : PaymentStoreContract
{
    private readonly ShopDatabase database = Nodes.Open(new FakeDatabase());

    protected override IPaymentStore Store => new NopPaymentStore(database, new ShopLeases(database, TimeProvider.System));
}

public sealed class NopStreamStoreTests : StreamStoreContract
{
    private readonly FakeDatabase database = new();
    private readonly ManualTimeProvider clock = new();

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override IStreamStore OpenStore() => new NopStreamStore(Nodes.Open(database), clock);

    protected override Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class ShopLeasesTests
{
    [Fact]
    public async Task Acquire_ManyAtOnceOnTwoNodes_OneHolderAtATime()
    {
        var shared = new FakeDatabase();
        var nodes = new[] { Nodes.Open(shared), Nodes.Open(shared) };
        await nodes[0].InitializeAsync();
        var holders = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            await using var lease = await new ShopLeases(nodes[i % 2], TimeProvider.System).AcquireAsync("order:1", default);
            most = Math.Max(most, Interlocked.Increment(ref holders));
            await Task.Yield();
            Interlocked.Decrement(ref holders);
        })));

        most.ShouldBe(1);
        shared.Rows<PepayLease>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Acquire_HolderDied_IsFreeAfterTheLease()
    {
        var shared = new FakeDatabase();
        var node = Nodes.Open(shared);
        await node.InitializeAsync();
        var clock = new ManualTimeProvider();
        var dead = await new ShopLeases(node, new StoppedClock(clock.GetUtcNow())).AcquireAsync("order:1", default);
        var waiting = new ShopLeases(node, clock).AcquireAsync("order:1", default);
        waiting.IsCompleted.ShouldBeFalse();

        // It counts from when the waiting one first saw it.
        await Eventually.TrueAsync(() => waiting.IsCompleted, () => clock.Advance(TimeSpan.FromSeconds(1)));

        await using var lease = await waiting;
        dead.ShouldNotBeNull();
    }

    [Fact]
    public async Task Acquire_WaitingNodesClockIsFarAhead_HolderKeepsIt()
    {
        var shared = new FakeDatabase();
        var node = Nodes.Open(shared);
        await node.InitializeAsync();
        var clock = new ManualTimeProvider();
        var ahead = new CountedClock(clock.GetUtcNow() + TimeSpan.FromHours(1));
        var held = await new ShopLeases(node, clock).AcquireAsync("order:1", default);

        var waiting = new ShopLeases(Nodes.Open(shared), ahead).AcquireAsync("order:1", default);
        await Eventually.TrueAsync(() => waiting.IsCompleted || ahead.Looks > 5);

        waiting.IsCompleted.ShouldBeFalse();
        held.Lost.IsCancellationRequested.ShouldBeFalse();
        await held.DisposeAsync();
        await (await waiting.Soon()).DisposeAsync();
    }

    [Fact]
    public async Task Update_WhenTheLeaseIsLost_EndsTheEffectAndStoresNothing()
    {
        var shared = new FakeDatabase();
        var node = Nodes.Open(shared);
        var clock = new ManualTimeProvider();
        var store = new NopPaymentStore(node, new ShopLeases(node, clock));
        await store.InitializeAsync(default);
        var payment = new Payment
        {
            AttemptId = "a", OrderNumber = "o", Provider = "pepay", Account = "default", Environment = PaymentEnvironment.Test, Amount = new Money(1m, "USD"),
            IdempotencyKey = "k", State = new PaymentState { Due = 1m }, CreatedAt = clock.GetUtcNow(), UpdatedAt = clock.GetUtcNow(),
        };
        await store.TryAddAsync(payment, new PaymentHistoryEntry(clock.GetUtcNow(), "checkout", "Made."), default);

        var update = store.TryUpdateAsync(payment with { Finding = "changed" }, [], async (_, token) =>
        {
            await node.AloneAsync(async session =>
            {
                var row = (await session.FirstAsync<PepayLease>(static rows => rows.Where(static lease => lease.Name == "order:o")))!;
                row.Owner = "another node";
                await session.UpdateAsync(row);
                return true;
            });
            clock.Advance(ShopLeases.Duration / 3);
            await Task.Delay(Timeout.Infinite, token);
        }, default);

        (await Should.ThrowAsync<TimeoutException>(() => update.Soon())).Message.ShouldContain("The lock of order o was lost");
        (await store.FindAsync("a", default))!.Finding.ShouldBeNull();
    }

    private sealed class CountedClock(DateTimeOffset now) : TimeProvider
    {
        private int looks;

        public int Looks => Volatile.Read(ref looks);

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref looks);
            return now.UtcTicks;
        }
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Nodes over one database that share no memory with each other.</summary>
internal static class Nodes
{
    public static ShopDatabase Open(FakeDatabase database)
    {
        var services = new ServiceCollection();
        services.AddSingleton(database);
        services.AddScoped(typeof(IRepository<>), typeof(FakeRepository<>));
        return new ShopDatabase(services.BuildServiceProvider().GetRequiredService<IServiceScopeFactory>());
    }
}
