using System.Data.Common;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Tests;

/// <summary>What every payment store promises. A store's test class derives from it and gives the store.</summary>
public abstract class PaymentStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PaymentHistoryEntry Made = new(Now, "checkout", "Made.");

    protected abstract IPaymentStore Store { get; }

    public virtual async Task InitializeAsync() => await Store.InitializeAsync(default);

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task TryAdd_NewAttempt_ComesBackAsItWas()
    {
        var payment = NewPayment("o1") with
        {
            CustomerId = "c", PaymentId = "p1", PaymentUrl = new Uri("https://pay.example/x?a=b%20c"), ExpiresAt = Now.AddHours(1),
            State = new PaymentState { Due = 10.10m, Received = 5.050m, Refunded = 1, Dispute = DisputeState.Won, Closing = ClosingReason.Failed },
            Settlement = SettlementState.Processing, ProviderStatus = "s", Finding = "f", NextCheckAt = Now.AddMinutes(1),
        };

        (await Store.TryAddAsync(payment, Made, default)).ShouldBeTrue();

        (await Store.FindAsync(payment.AttemptId, default)).ShouldBe(payment);
        (await Store.FindByPaymentIdAsync("pepay", "default", "p1", default)).ShouldBe(payment);
        (await Store.FindByPaymentIdAsync("pepay", "other", "p1", default)).ShouldBeNull();
        (await Store.ListHistoryAsync(payment.AttemptId, default)).ShouldBe([Made]);
    }

    [Fact]
    public async Task TryAdd_ManyAtOnceForOneOrder_ExactlyOneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.TryAddAsync(NewPayment("o1"), Made, default))));

        results.Count(static won => won).ShouldBe(1);
        (await Store.ListByOrderAsync("o1", default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TryAdd_AfterTheCurrentAttemptWasRetired_IsAllowed()
    {
        var first = NewPayment("o1");
        await Store.TryAddAsync(first, Made, default);
        await Store.TryUpdateAsync(first with { IsCurrent = false }, [], null, default);

        (await Store.TryAddAsync(NewPayment("o1"), Made, default)).ShouldBeTrue();
        (await Store.TryAddAsync(NewPayment("o1") with { Provider = "xpay" }, Made, default)).ShouldBeTrue();

        (await Store.ListByOrderAsync("o1", default)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task TryUpdate_FromAnOldVersion_ChangesNothingAndRunsNoEffect()
    {
        var payment = NewPayment("o1");
        await Store.TryAddAsync(payment, Made, default);
        (await Store.TryUpdateAsync(payment with { Finding = "first" }, [], null, default)).ShouldBeTrue();
        var effects = 0;

        var won = await Store.TryUpdateAsync(payment with { Finding = "second" }, [Made], (_, _) => { effects++; return Task.CompletedTask; }, default);

        won.ShouldBeFalse();
        effects.ShouldBe(0);
        var stored = await Store.FindAsync(payment.AttemptId, default);
        stored!.Finding.ShouldBe("first");
        stored.Version.ShouldBe(1);
        (await Store.ListHistoryAsync(payment.AttemptId, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TryUpdate_EffectThrows_StoresNothing()
    {
        var payment = NewPayment("o1");
        await Store.TryAddAsync(payment, Made, default);

        await Should.ThrowAsync<InvalidOperationException>(() => Store.TryUpdateAsync(
            payment with { Finding = "x" }, [Made], (_, _) => throw new InvalidOperationException("the shop is down"), default));

        (await Store.FindAsync(payment.AttemptId, default)).ShouldBe(payment);
        (await Store.TryUpdateAsync(payment with { Finding = "later" }, [], null, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task TryUpdate_ManyFromOneVersion_OneWinsAndOneEffectRuns()
    {
        var payment = NewPayment("o1");
        await Store.TryAddAsync(payment, Made, default);
        var effects = 0;
        Task Effect(DbTransaction? transaction, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref effects);
            return Task.CompletedTask;
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => Store.TryUpdateAsync(payment with { Finding = $"{i}" }, [], Effect, default))));

        results.Count(static won => won).ShouldBe(1);
        effects.ShouldBe(1);
    }

    [Fact]
    public async Task TryUpdate_Settlement_IsKept()
    {
        var payment = NewPayment("o1");
        await Store.TryAddAsync(payment, Made, default);

        await Store.TryUpdateAsync(payment with { Settlement = SettlementState.Failed }, [], null, default);

        (await Store.FindAsync(payment.AttemptId, default))!.Settlement.ShouldBe(SettlementState.Failed);
    }

    [Fact]
    public async Task TryUpdate_TwoAttemptsOfOneOrderPaidAtOnce_TheSecondSeesTheFirst()
    {
        for (var round = 0; round < 20; round++)
        {
            var order = $"o{round}";
            Payment[] attempts = [NewPayment(order), NewPayment(order) with { Provider = "xpay" }];
            foreach (var attempt in attempts)
                await Store.TryAddAsync(attempt, Made, default);
            var sawAnother = 0;

            await Task.WhenAll(attempts.Select(attempt => Task.Run(() => Store.TryUpdateAsync(
                attempt with { State = attempt.State with { Received = attempt.State.Due } }, [],
                async (_, token) =>
                {
                    var others = (await Store.ListByOrderAsync(order, token)).Where(other => other.AttemptId != attempt.AttemptId);
                    if (others.Any(static other => other.State.WasPaid))
                        Interlocked.Increment(ref sawAnother);
                },
                default))));

            sawAnother.ShouldBe(1, $"round {round}");
            (await Store.ListByOrderAsync(order, default)).ShouldAllBe(static attempt => attempt.State.WasPaid);
        }
    }

    [Fact]
    public async Task ListDue_SomeDue_GivesThoseLongestDueFirst()
    {
        await Store.TryAddAsync(NewPayment("late") with { AttemptId = "a", NextCheckAt = Now.AddMinutes(-1) }, Made, default);
        await Store.TryAddAsync(NewPayment("later") with { AttemptId = "b", NextCheckAt = Now.AddMinutes(-2) }, Made, default);
        await Store.TryAddAsync(NewPayment("future") with { AttemptId = "c", NextCheckAt = Now.AddMinutes(1) }, Made, default);
        await Store.TryAddAsync(NewPayment("never") with { AttemptId = "d" }, Made, default);

        (await Store.ListDueAsync(Now, 10, default)).Select(static p => p.AttemptId).ShouldBe(["b", "a"]);
        (await Store.ListDueAsync(Now, 1, default)).Select(static p => p.AttemptId).ShouldBe(["b"]);
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnceNewestFirst()
    {
        for (var i = 0; i < 5; i++)
            await Store.TryAddAsync(NewPayment($"o{i}") with { AttemptId = $"a{i}", CreatedAt = Now.AddSeconds(i / 2) }, Made, default);

        var first = await Store.ListAsync(2, null, default);
        var second = await Store.ListAsync(2, first[^1].AttemptId, default);
        var third = await Store.ListAsync(2, second[^1].AttemptId, default);

        first.Concat(second).Concat(third).Select(static p => p.AttemptId).ShouldBe(["a4", "a3", "a2", "a1", "a0"]);
    }

    private static Payment NewPayment(string order) => new()
    {
        AttemptId = Guid.NewGuid().ToString("N"),
        OrderNumber = order,
        Provider = "pepay",
        Account = "default",
        Environment = PaymentEnvironment.Test,
        Amount = new Money(10.10m, "USD"),
        IdempotencyKey = Guid.NewGuid().ToString("D"),
        State = new PaymentState { Due = 10.10m },
        CreatedAt = Now,
        UpdatedAt = Now,
    };
}
