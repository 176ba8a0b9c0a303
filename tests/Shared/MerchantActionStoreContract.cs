using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;

namespace Pepay.Tests;

/// <summary>What every store of merchant actions promises. A store's test project derives from it, and links this file.</summary>
public abstract class MerchantActionStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, 123, TimeSpan.Zero);

    private IMerchantActionStore store = null!;

    /// <summary>A store over the test's database, sharing no memory with the others: another process, as far as it can tell.</summary>
    protected abstract IMerchantActionStore OpenStore();

    public virtual async Task InitializeAsync()
    {
        store = OpenStore();
        await store.InitializeAsync(default);
    }

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Begin_IsFoundAsItWasStored()
    {
        var action = Refund("payment-1") with { Amount = new Money(12.340m, "USD"), RefundedBefore = 0.10m, Actor = "Ada's \"desk\"" };
        (await store.TryBeginAsync(action, default)).ShouldBeTrue();
        (await OpenStore().FindAsync(action.Id, default)).ShouldBe(action);
        (await store.FindAsync("unknown", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Begin_SameIdAgain_ChangesNothing()
    {
        var action = Refund("payment-1");
        await store.TryBeginAsync(action, default);
        (await store.TryBeginAsync(action with { Subject = "payment-2", Actor = "other" }, default)).ShouldBeFalse();
        (await store.FindAsync(action.Id, default)).ShouldBe(action);
    }

    [Fact]
    public async Task Begin_ManyRefundsOfOnePaymentAtOnce_ExactlyOneBegins()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenStore().TryBeginAsync(Refund("payment-1"), default))));
        begun.Count(static won => won).ShouldBe(1);
    }

    [Theory]
    [InlineData(MerchantActionOutcome.Begun, false)]
    [InlineData(MerchantActionOutcome.Unknown, false)]
    [InlineData(MerchantActionOutcome.Done, true)]
    [InlineData(MerchantActionOutcome.Refused, true)]
    public async Task Begin_AnotherRefundOfThePayment_WaitsForTheFirst(MerchantActionOutcome first, bool mayBegin)
    {
        var action = Refund("payment-1");
        await store.TryBeginAsync(action, default);
        if (first != MerchantActionOutcome.Begun)
            await store.FinishAsync(action.Id, first, "…", Noon, default);
        (await store.TryBeginAsync(Refund("payment-1"), default)).ShouldBe(mayBegin);
        (await store.TryBeginAsync(Refund("payment-2"), default)).ShouldBeTrue();
        (await store.TryBeginAsync(Refund("payment-1") with { Kind = MerchantActionKind.Reconcile }, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Finish_IsFinalOnceKnown()
    {
        var action = Refund("payment-1");
        await store.TryBeginAsync(action, default);
        (await store.FinishAsync(action.Id, MerchantActionOutcome.Unknown, "no answer", Noon, default)).ShouldBeTrue();
        (await store.FinishAsync(action.Id, MerchantActionOutcome.Done, "given back", Noon.AddMinutes(1), default)).ShouldBeTrue();
        (await store.FinishAsync(action.Id, MerchantActionOutcome.Refused, "too late", Noon.AddMinutes(2), default)).ShouldBeFalse();
        (await store.FinishAsync("unknown", MerchantActionOutcome.Done, "", Noon, default)).ShouldBeFalse();
        (await store.FindAsync(action.Id, default)).ShouldBe(
            action with { Outcome = MerchantActionOutcome.Done, Result = "given back", FinishedAt = Noon.AddMinutes(1) });
    }

    [Fact]
    public async Task List_IsNewestFirstInPagesAndBySubject()
    {
        var actions = Enumerable.Range(0, 5).Select(n => Refund($"payment-{n % 2}") with { Kind = MerchantActionKind.Replay }).ToArray();
        foreach (var action in actions)
            await store.TryBeginAsync(action, default);
        var newestFirst = actions.Reverse().Select(static action => action.Id).ToArray();
        var page = await store.ListAsync(3, null, null, default);
        page.Select(static action => action.Id).ShouldBe(newestFirst[..3]);
        (await store.ListAsync(3, null, page[^1].Id, default)).Select(static action => action.Id).ShouldBe(newestFirst[3..]);
        (await store.ListAsync(10, "payment-1", null, default)).Select(static action => action.Id).ShouldBe([actions[3].Id, actions[1].Id]);
    }

    private static MerchantAction Refund(string subject) => new()
    {
        Id = Guid.NewGuid().ToString("D"),
        Kind = MerchantActionKind.Refund,
        Actor = "merchant",
        Subject = subject,
        Amount = new Money(5m, "JPY"),
        At = Noon,
    };
}
