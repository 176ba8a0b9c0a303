using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sqlite.Payments;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Tests.Checkout;

namespace Pepay.Runtime.Tests.Sync;

public sealed class PaymentReconcilerTests : ReconcilerTestBase
{
    [Fact]
    public async Task Reconcile_PaidAtTheProvider_MovesTheOrderOnce()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m, ProviderStatus = "paid" });
        var reconciler = Reconciler();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => reconciler.ReconcileAsync(payment.AttemptId, "webhook", default))));

        Shop.Changes.Select(static c => (c.Before.State.Label, c.After.State.Label)).ShouldBe([(PaymentLabel.Pending, PaymentLabel.Paid)]);
        var history = await Store.ListHistoryAsync(payment.AttemptId, default);
        history[^2].Text.ShouldBe("From pending to paid: received 49.00 USD of 49.00 USD (the provider says 'paid').");
        history[^1].ShouldBe(history[^2] with { Source = "order", Text = "The shop was told of this for order 1001." });
    }

    [Fact]
    public async Task Reconcile_TwoProcesses_MoveTheOrderOnce()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        using var otherDatabase = new SqliteDatabase(File.Source);
        var other = Reconciler(new SqlitePaymentStore(otherDatabase));

        await Task.WhenAll(
            Task.Run(() => Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default)),
            Task.Run(() => other.ReconcileAsync(payment.AttemptId, "sweep", default)));

        Shop.Changes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Reconcile_ShopFails_StoresNothingAndTheNextHintRepeats()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        Shop.Failure = new InvalidOperationException("the shop is down");
        await Should.ThrowAsync<InvalidOperationException>(() => Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default));
        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Pending);

        Shop.Failure = null;
        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        Shop.Changes.Select(static c => c.EffectKey).Distinct().Count().ShouldBe(1);
        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task Reconcile_RefundedThenOldAnswer_DoesNotGoBackToPaid()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m, Refunded = 49m });
        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);
        Provider.Change(payment.PaymentId!, static p => p with { Refunded = 0 });

        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Refunded);
        Shop.Changes.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(PaymentEnvironment.Live, PaymentEnvironment.Test, "is test money, but the order takes live money")]
    [InlineData(PaymentEnvironment.Test, PaymentEnvironment.Live, "is live money, but the order takes test money")]
    public async Task Reconcile_MoneyOfTheOtherEnvironment_MovesNothingAndIsAFinding(PaymentEnvironment order, PaymentEnvironment money, string finding)
    {
        var account = new FakeProvider(order);
        var payment = await StartAsync(account);
        account.Change(payment.PaymentId!, p => p with { Received = 49m, Environment = money });

        var after = await Reconciler(with: account).ReconcileAsync(payment.AttemptId, "webhook", default);

        after!.Finding.ShouldNotBeNull().ShouldContain(finding);
        after.State.Label.ShouldBe(PaymentLabel.Pending);
        Shop.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_ShopSwitchedToLiveMeanwhile_MovesNothing()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        var live = new FakeProvider(PaymentEnvironment.Live);
        live.Payments[payment.PaymentId!] = Provider.Payments[payment.PaymentId!] with { Environment = PaymentEnvironment.Live };

        var after = await Reconciler(with: live).ReconcileAsync(payment.AttemptId, "sweep", default);

        after!.Finding.ShouldNotBeNull().ShouldContain("configured for live");
        Shop.Changes.ShouldBeEmpty();
    }

    public static TheoryData<string, Func<PaymentSnapshot, PaymentSnapshot>> Mismatches => new()
    {
        { "total is 49.00 USD", static p => p with { Amount = new Money(1m, "USD") } },
        { "asks for 49.00 EUR", static p => p with { Amount = new Money(49m, "EUR") } },
        { "for order 7", static p => p with { OrderNumber = "7" } },
        { "another attempt", static p => p with { AttemptId = "x" } },
        { "does not know", static p => p with { ProviderStatus = "frozen", StatusIsKnown = false } },
    };

    [Fact]
    public async Task Reconcile_TheProviderDoesNotHaveThePayment_IsAFindingUntilItHas()
    {
        var payment = await StartAsync();
        Provider.Payments.TryRemove(payment.PaymentId!, out var kept).ShouldBeTrue();

        var missing = await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);
        Provider.Payments[payment.PaymentId!] = kept! with { Received = 49m };
        var found = await Reconciler().ReconcileAsync(payment.AttemptId, "sweep", default);

        missing!.Finding.ShouldNotBeNull().ShouldContain("does not have payment");
        missing.State.ShouldBe(payment.State);
        missing.NextCheckAt.ShouldNotBeNull();
        found!.Finding.ShouldBeNull();
        Shop.Changes.Select(static change => change.After.State.Label).ShouldBe([PaymentLabel.Paid]);
    }

    [Fact]
    public async Task Reconcile_WhileAnotherLooksAtTheSameOrder_WaitsAndThenAsksForNews()
    {
        var payment = await StartAsync();
        var provider = new HeldProvider(Provider);
        var reconciler = Reconciler(with: provider);
        var first = reconciler.ReconcileAsync(payment.AttemptId, "webhook", default);
        await Eventually.TrueAsync(() => provider.Asked == 1);

        // The store answers on the caller's thread: when the call has returned, it waits for its turn or it has asked.
        var second = reconciler.ReconcileAsync(payment.AttemptId, "sweep", default);
        provider.Asked.ShouldBe(1);

        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        provider.Answer.SetResult();
        await Task.WhenAll(first, second).Soon();
        provider.Asked.ShouldBe(2);
        Shop.Changes.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Mismatches))]
    public async Task Reconcile_AnswerDoesNotFit_IsAFindingAndMovesNothing(string finding, Func<PaymentSnapshot, PaymentSnapshot> change)
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, p => change(p with { Received = 49m }));

        var after = await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        after!.Finding.ShouldNotBeNull().ShouldContain(finding);
        Shop.Changes.ShouldBeEmpty();
        after.NextCheckAt.ShouldNotBeNull();
        (await Store.ListHistoryAsync(payment.AttemptId, default))[^1].Text.ShouldBe(after.Finding);
    }

    [Fact]
    public async Task Reconcile_FindingClears_MovesTheOrder()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m, StatusIsKnown = false });
        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);
        Provider.Change(payment.PaymentId!, static p => p with { StatusIsKnown = true });

        var after = await Reconciler().ReconcileAsync(payment.AttemptId, "sweep", default);

        after!.Finding.ShouldBeNull();
        after.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task ReconcileByPaymentId_AnswerOfTheCreationWasLost_FindsTheAttempt()
    {
        Provider.BeforeAnswer = static _ => throw FakeProvider.NoAnswer();
        var failure = await Should.ThrowAsync<CheckoutException>(() => StartAsync());
        var paymentId = Provider.Payments.Keys.Single();
        Provider.Change(paymentId, static p => p with { Received = 49m });

        var after = await Reconciler().ReconcileByPaymentIdAsync("fake", "default", paymentId, "webhook", default);

        after!.AttemptId.ShouldBe(failure.Payment!.AttemptId);
        after.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task ReconcileByPaymentId_AnswerOfTheCreationWasLost_AsksTheProviderOnce()
    {
        Provider.BeforeAnswer = static _ => throw FakeProvider.NoAnswer();
        await Should.ThrowAsync<CheckoutException>(() => StartAsync());
        var counting = new CountingProvider(Provider);

        var after = await Reconciler(with: counting).ReconcileByPaymentIdAsync("fake", "default", Provider.Payments.Keys.Single(), "webhook", default);

        counting.Asked.ShouldBe(1);
        (await Store.ListHistoryAsync(after!.AttemptId, default))[^1].Text.ShouldContain("was found by its attempt id");
    }

    [Fact]
    public async Task Reconcile_HintThatTeachesNothing_WritesNothing()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        var first = await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        var second = await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        second.ShouldBe(first);
        (await Store.FindAsync(payment.AttemptId, default))!.Version.ShouldBe(first!.Version);
    }

    [Fact]
    public async Task Reconcile_TwoAttemptsPaidAtOnceInTwoProcesses_TheSecondIsToldAndIsAFinding()
    {
        var first = await StartAsync();
        Provider.Change(first.PaymentId!, static p => p with { Closing = ClosingReason.Expired });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);
        var second = await StartAsync();
        Shop.Changes.Clear();
        foreach (var attempt in new[] { first, second })
            Provider.Change(attempt.PaymentId!, static p => p with { Received = 49m });
        using var otherDatabase = new SqliteDatabase(File.Source);
        var other = Reconciler(new SqlitePaymentStore(otherDatabase));

        await Task.WhenAll(
            Task.Run(() => Reconciler().ReconcileAsync(first.AttemptId, "webhook", default)),
            Task.Run(() => other.ReconcileAsync(second.AttemptId, "webhook", default)));

        Shop.Changes.Count(static change => change.IsPaidByAnother).ShouldBe(1);
        Shop.Changes.Count.ShouldBe(2);
        var stored = await Store.ListByOrderAsync("1001", default);
        stored.Count(static attempt => attempt.Finding is { } finding && finding.Contains("paid twice", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task ReconcileByPaymentId_SomebodyElsesPayment_IsIgnored()
    {
        Provider.Payments["foreign"] = new PaymentSnapshot { PaymentId = "foreign", ProviderStatus = "paid", Amount = new Money(1, "USD"), Received = 1 };

        (await Reconciler().ReconcileByPaymentIdAsync("fake", "default", "foreign", "webhook", default)).ShouldBeNull();
        Shop.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_LatePaymentOnAReplacedAttempt_IsCounted()
    {
        var old = await StartAsync();
        Provider.Change(old.PaymentId!, static p => p with { Closing = ClosingReason.Expired });
        await Reconciler().ReconcileAsync(old.AttemptId, "webhook", default);
        var replacement = await StartAsync();
        replacement.AttemptId.ShouldNotBe(old.AttemptId);
        Provider.Change(old.PaymentId!, static p => p with { Received = 49m });

        await Reconciler().ReconcileByPaymentIdAsync("fake", "default", old.PaymentId!, "webhook", default);

        Shop.Changes[^1].After.AttemptId.ShouldBe(old.AttemptId);
        Shop.Changes[^1].After.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task Reconcile_OrderPaidTwice_IsAFindingUntilOneIsGivenBack()
    {
        var first = await StartAsync();
        Provider.Change(first.PaymentId!, static p => p with { Closing = ClosingReason.Expired });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);
        var second = await StartAsync();
        Provider.Change(first.PaymentId!, static p => p with { Received = 49m });
        Provider.Change(second.PaymentId!, static p => p with { Received = 49m });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);

        var twice = await Reconciler().ReconcileAsync(second.AttemptId, "webhook", default);
        Provider.Change(first.PaymentId!, static p => p with { Refunded = 49m });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);
        var cleared = await Reconciler().ReconcileAsync(second.AttemptId, "sweep", default);

        twice!.Finding.ShouldNotBeNull().ShouldContain($"paid twice: also by payment {first.PaymentId}");
        twice.State.Label.ShouldBe(PaymentLabel.Paid);
        Shop.Changes[^1].After.State.Label.ShouldBe(PaymentLabel.Refunded);
        Shop.Changes[^1].IsPaidByAnother.ShouldBeTrue();
        cleared!.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Reconcile_APartOnAnotherAttemptOfAPaidOrder_IsAFindingOnBothUntilItIsGivenBack()
    {
        var first = await StartAsync();
        Provider.Change(first.PaymentId!, static p => p with { Received = 10m, Closing = ClosingReason.Expired });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);
        var second = await StartAsync();
        Provider.Change(second.PaymentId!, static p => p with { Received = 49m });

        var paid = await Reconciler().ReconcileAsync(second.AttemptId, "webhook", default);
        var part = await Reconciler().ReconcileAsync(first.AttemptId, "sweep", default);
        Provider.Change(first.PaymentId!, static p => p with { Refunded = 10m });
        var returned = await Reconciler().ReconcileAsync(first.AttemptId, "sweep", default);
        var cleared = await Reconciler().ReconcileAsync(second.AttemptId, "sweep", default);

        paid!.Finding.ShouldNotBeNull().ShouldContain($"10.00 USD arrived on payment {first.PaymentId}");
        part!.Finding.ShouldNotBeNull().ShouldContain("Give back the 10.00 USD that arrived on this one");
        returned!.Finding.ShouldBeNull();
        cleared!.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task ChangeSignal_PaymentMoves_WakesTheWatcher()
    {
        var payment = await StartAsync();
        var signal = new PaymentChangeSignal(Time);
        var waiting = signal.WaitAsync(payment.AttemptId, TimeSpan.FromHours(1), default);
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });

        await Reconciler(signal: signal).ReconcileAsync(payment.AttemptId, "webhook", default);

        await waiting.Soon();
    }

    private sealed class HeldProvider(FakeProvider inner) : IPaymentProvider
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ProviderAccount Account => inner.Account;

        public async Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            await Answer.Task;
            return await inner.FindPaymentAsync(paymentId, cancellationToken);
        }
    }

    private sealed class CountingProvider(FakeProvider inner) : IPaymentProvider
    {
        public int Asked { get; private set; }

        public ProviderAccount Account => inner.Account;

        public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
        {
            Asked++;
            return inner.FindPaymentAsync(paymentId, cancellationToken);
        }
    }
}
