using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sqlite.Payments;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Tests.Checkout;
using Pepay.Runtime.Tests.Payments;

namespace Pepay.Runtime.Tests.Sync;

public sealed class PaymentReconcilerTests : PaymentTestBase
{
    private readonly FakeProvider provider = new();
    private readonly RecordingHandler shop = new();

    [Fact]
    public async Task Reconcile_PaidAtTheProvider_MovesTheOrderOnce()
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m, ProviderStatus = "paid" });
        var reconciler = Reconciler();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => reconciler.ReconcileAsync(payment.AttemptId, "webhook", default))));

        shop.Changes.Select(static c => (c.Before.State.Label, c.After.State.Label)).ShouldBe([(PaymentLabel.Pending, PaymentLabel.Paid)]);
        var history = await Store.ListHistoryAsync(payment.AttemptId, default);
        history[^1].Text.ShouldBe("From pending to paid: received 49.00 USD of 49.00 USD (the provider says 'paid').");
    }

    [Fact]
    public async Task Reconcile_TwoProcesses_MoveTheOrderOnce()
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        using var otherDatabase = new SqliteDatabase(File.Source);
        var other = Reconciler(new SqlitePaymentStore(otherDatabase));

        await Task.WhenAll(
            Task.Run(() => Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default)),
            Task.Run(() => other.ReconcileAsync(payment.AttemptId, "sweep", default)));

        shop.Changes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Reconcile_ShopFails_StoresNothingAndTheNextHintRepeats()
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        shop.Failure = new InvalidOperationException("the shop is down");
        await Should.ThrowAsync<InvalidOperationException>(() => Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default));
        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Pending);

        shop.Failure = null;
        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        shop.Changes.Select(static c => c.EffectKey).Distinct().Count().ShouldBe(1);
        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task Reconcile_RefundedThenOldAnswer_DoesNotGoBackToPaid()
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m, Refunded = 49m });
        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);
        provider.Change(payment.PaymentId!, static p => p with { Refunded = 0 });

        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Refunded);
        shop.Changes.Count.ShouldBe(1);
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
        shop.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_ShopSwitchedToLiveMeanwhile_MovesNothing()
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        var live = new FakeProvider(PaymentEnvironment.Live);
        live.Payments[payment.PaymentId!] = provider.Payments[payment.PaymentId!] with { Environment = PaymentEnvironment.Live };

        var after = await Reconciler(with: live).ReconcileAsync(payment.AttemptId, "sweep", default);

        after!.Finding.ShouldNotBeNull().ShouldContain("configured for live");
        shop.Changes.ShouldBeEmpty();
    }

    public static TheoryData<string, Func<PaymentSnapshot, PaymentSnapshot>> Mismatches => new()
    {
        { "total is 49.00 USD", static p => p with { Amount = new Money(1m, "USD") } },
        { "asks for 49.00 EUR", static p => p with { Amount = new Money(49m, "EUR") } },
        { "for order 7", static p => p with { OrderNumber = "7" } },
        { "another attempt", static p => p with { AttemptId = "x" } },
        { "does not know", static p => p with { ProviderStatus = "frozen", StatusIsKnown = false } },
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public async Task Reconcile_AnswerDoesNotFit_IsAFindingAndMovesNothing(string finding, Func<PaymentSnapshot, PaymentSnapshot> change)
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, p => change(p with { Received = 49m }));

        var after = await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);

        after!.Finding.ShouldNotBeNull().ShouldContain(finding);
        shop.Changes.ShouldBeEmpty();
        after.NextCheckAt.ShouldNotBeNull();
        (await Store.ListHistoryAsync(payment.AttemptId, default))[^1].Text.ShouldBe(after.Finding);
    }

    [Fact]
    public async Task Reconcile_FindingClears_MovesTheOrder()
    {
        var payment = await StartAsync();
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m, StatusIsKnown = false });
        await Reconciler().ReconcileAsync(payment.AttemptId, "webhook", default);
        provider.Change(payment.PaymentId!, static p => p with { StatusIsKnown = true });

        var after = await Reconciler().ReconcileAsync(payment.AttemptId, "sweep", default);

        after!.Finding.ShouldBeNull();
        after.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task ReconcileByPaymentId_AnswerOfTheCreationWasLost_FindsTheAttempt()
    {
        provider.BeforeAnswer = static _ => throw FakeProvider.NoAnswer();
        var failure = await Should.ThrowAsync<CheckoutException>(() => StartAsync());
        var paymentId = provider.Payments.Keys.Single();
        provider.Change(paymentId, static p => p with { Received = 49m });

        var after = await Reconciler().ReconcileByPaymentIdAsync("fake", "default", paymentId, "webhook", default);

        after!.AttemptId.ShouldBe(failure.Payment!.AttemptId);
        after.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task ReconcileByPaymentId_SomebodyElsesPayment_IsIgnored()
    {
        provider.Payments["foreign"] = new PaymentSnapshot { PaymentId = "foreign", ProviderStatus = "paid", Amount = new Money(1, "USD"), Received = 1 };

        (await Reconciler().ReconcileByPaymentIdAsync("fake", "default", "foreign", "webhook", default)).ShouldBeNull();
        shop.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_LatePaymentOnAReplacedAttempt_IsCounted()
    {
        var old = await StartAsync();
        provider.Change(old.PaymentId!, static p => p with { Closing = ClosingReason.Expired });
        await Reconciler().ReconcileAsync(old.AttemptId, "webhook", default);
        var replacement = await StartAsync();
        replacement.AttemptId.ShouldNotBe(old.AttemptId);
        provider.Change(old.PaymentId!, static p => p with { Received = 49m });

        await Reconciler().ReconcileByPaymentIdAsync("fake", "default", old.PaymentId!, "webhook", default);

        shop.Changes[^1].After.AttemptId.ShouldBe(old.AttemptId);
        shop.Changes[^1].After.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task Reconcile_OrderPaidTwice_IsAFindingUntilOneIsGivenBack()
    {
        var first = await StartAsync();
        provider.Change(first.PaymentId!, static p => p with { Closing = ClosingReason.Expired });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);
        var second = await StartAsync();
        provider.Change(first.PaymentId!, static p => p with { Received = 49m });
        provider.Change(second.PaymentId!, static p => p with { Received = 49m });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);

        var twice = await Reconciler().ReconcileAsync(second.AttemptId, "webhook", default);
        provider.Change(first.PaymentId!, static p => p with { Refunded = 49m });
        await Reconciler().ReconcileAsync(first.AttemptId, "webhook", default);
        var cleared = await Reconciler().ReconcileAsync(second.AttemptId, "sweep", default);

        twice!.Finding.ShouldNotBeNull().ShouldContain($"paid twice: also by payment {first.PaymentId}");
        twice.State.Label.ShouldBe(PaymentLabel.Paid);
        shop.Changes[^1].After.State.Label.ShouldBe(PaymentLabel.Refunded);
        shop.Changes[^1].IsPaidByAnother.ShouldBeTrue();
        cleared!.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task ChangeSignal_PaymentMoves_WakesTheWatcher()
    {
        var payment = await StartAsync();
        var signal = new PaymentChangeSignal(Time);
        var waiting = signal.WaitAsync(payment.AttemptId, TimeSpan.FromHours(1), default);
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m });

        await Reconciler(signal: signal).ReconcileAsync(payment.AttemptId, "webhook", default);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task<Payment> StartAsync() => StartAsync(provider);

    private PaymentReconciler Reconciler(IPaymentStore? over = null, IPaymentProvider? with = null, PaymentChangeSignal? signal = null)
    {
        var services = new ServiceCollection().AddSingleton<IPaymentChangeHandler>(shop).BuildServiceProvider();
        return new PaymentReconciler(
            over ?? Store, new PaymentProviders([with ?? provider]), services.GetRequiredService<IServiceScopeFactory>(),
            signal ?? new PaymentChangeSignal(Time), Time, NullLogger<PaymentReconciler>.Instance);
    }

    private sealed class RecordingHandler : IPaymentChangeHandler
    {
        public List<PaymentChange> Changes { get; } = [];

        public Exception? Failure { get; set; }

        public Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
        {
            transaction.ShouldNotBeNull();
            lock (Changes)
                Changes.Add(change);
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }
}
