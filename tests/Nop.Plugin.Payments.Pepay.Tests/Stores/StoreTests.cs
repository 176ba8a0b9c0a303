using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Nop.Data;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Streams;

namespace Nop.Plugin.Payments.Pepay.Tests.Stores;

public sealed class NopInboxStoreTests : InboxStoreContract
{
    private readonly FakeDatabase database = new();

    protected override bool SharesTransactions => false;

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override IInboxStore OpenStore() => new NopInboxStore(Nodes.Open(database), Clock);

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

        clock.Advance(ShopLeases.Duration + TimeSpan.FromSeconds(1));

        await using var lease = await waiting.Soon();
        dead.ShouldNotBeNull();
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
