using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Tests.Checkout;

namespace Pepay.Runtime.Tests.Sync;

public sealed class PaymentWatcherTests : ReconcilerTestBase
{
    private static readonly PaymentLabel[] Final = [PaymentLabel.Paid, PaymentLabel.Expired];
    private readonly PaymentChangeSignal signal;
    private int asked;

    public PaymentWatcherTests() => signal = new PaymentChangeSignal(Time);

    [Fact]
    public async Task WaitForStatus_ThereAlready_AsksOnceAndReturns()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });

        var after = await Watcher().WaitForStatusAsync(payment.AttemptId, Final, TimeSpan.Zero, default).Soon();

        after!.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task WaitForStatus_ReconciledInThisProcess_WakesWithoutTheClock()
    {
        var payment = await StartAsync();
        var waiting = Watcher().WaitForStatusAsync(payment.AttemptId, Final, TimeSpan.FromHours(1), default);
        await Eventually.TrueAsync(() => asked == 1);
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });

        await Reconciler(signal: signal).ReconcileAsync(payment.AttemptId, "webhook", default);

        (await waiting.Soon())!.State.Label.ShouldBe(PaymentLabel.Paid);
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task WaitForStatus_NoHintComes_AsksTheProviderNowAndThen()
    {
        var payment = await StartAsync();
        var waiting = Watcher().WaitForStatusAsync(payment.AttemptId, Final, TimeSpan.FromHours(1), default);
        await Eventually.TrueAsync(() => asked == 1);
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });

        await Eventually.TrueAsync(() => waiting.IsCompleted, () => Time.Advance(TimeSpan.FromSeconds(1)));

        (await waiting)!.State.Label.ShouldBe(PaymentLabel.Paid);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task WaitForStatus_TimeRunsOut_GivesThePaymentAsItIs()
    {
        var payment = await StartAsync();
        var start = Time.GetUtcNow();
        var waiting = Watcher().WaitForStatusAsync(payment.AttemptId, Final, TimeSpan.FromMinutes(5), default);

        await Eventually.TrueAsync(() => waiting.IsCompleted, () => Time.Advance(TimeSpan.FromSeconds(1)));

        (await waiting)!.State.Label.ShouldBe(PaymentLabel.Pending);
        (Time.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        asked.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task WaitForStatus_ProviderAway_KeepsWaiting()
    {
        var payment = await StartAsync();
        Provider.Change(payment.PaymentId!, static p => p with { Received = 49m });
        var waiting = Watcher(_ => asked < 3 ? throw FakeProvider.NoAnswer() : Task.CompletedTask)
            .WaitForStatusAsync(payment.AttemptId, Final, TimeSpan.FromHours(1), default);

        await Eventually.TrueAsync(() => waiting.IsCompleted, () => Time.Advance(TimeSpan.FromSeconds(1)));

        (await waiting)!.State.Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public async Task WaitForStatus_Cancelled_Ends()
    {
        var payment = await StartAsync();
        using var source = new CancellationTokenSource();
        var waiting = Watcher().WaitForStatusAsync(payment.AttemptId, Final, TimeSpan.FromHours(1), source.Token);
        await Eventually.TrueAsync(() => asked == 1);

        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.Soon());
    }

    [Fact]
    public async Task WaitForStatus_UnknownAttempt_IsNull() =>
        (await Watcher().WaitForStatusAsync("nobody", Final, TimeSpan.FromHours(1), default).Soon()).ShouldBeNull();

    private PaymentWatcher Watcher(Func<string, Task>? beforeAnswer = null) => new(
        Store, Reconciler(with: new CountingProvider(this, beforeAnswer ?? (static _ => Task.CompletedTask)), signal: signal), signal, Time);

    private sealed class CountingProvider(PaymentWatcherTests test, Func<string, Task> beforeAnswer) : IPaymentProvider
    {
        public Providers.ProviderAccount Account => test.Provider.Account;

        public async Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref test.asked);
            await beforeAnswer(paymentId);
            return await test.Provider.FindPaymentAsync(paymentId, cancellationToken);
        }
    }
}
