using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Tests.Checkout;
using Pepay.Runtime.Tests.Payments;

namespace Pepay.Runtime.Tests.Sync;

public sealed class PaymentSweepTests : PaymentTestBase
{
    private readonly FakeProvider provider = new();
    private readonly ShopThatRefuses shop = new();

    [Fact]
    public async Task Sweep_PaymentsThatCannotBeLookedAt_DoNotHoldUpTheOthers()
    {
        for (var i = 0; i < 12; i++)
        {
            var broken = await StartAsync(provider, Request($"broken-{i}"));
            provider.Change(broken.PaymentId!, static p => p with { Received = 49m });
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        var healthy = await StartAsync(provider, Request("healthy"));
        provider.Change(healthy.PaymentId!, static p => p with { Received = 49m });

        await SweepUntilAsync(provider, async () => (await Store.FindAsync(healthy.AttemptId, default))!.State.WasPaid);

        shop.Paid.ShouldBe(["healthy"]);
        (await Store.ListAsync(20, null, default)).Count(static p => p.State.WasPaid).ShouldBe(1);
    }

    [Fact]
    public async Task Sweep_AccountNoLongerConfigured_IsAskedForOnlyHourly()
    {
        var payment = await StartAsync(provider);

        await SweepUntilAsync(null, async () => (await Store.FindAsync(payment.AttemptId, default))!.NextCheckAt > Time.GetUtcNow() + TimeSpan.FromMinutes(30));

        (await Store.FindAsync(payment.AttemptId, default))!.State.Label.ShouldBe(PaymentLabel.Pending);
    }

    [Fact]
    public async Task Sweep_ManyAreDue_LooksAtNoMoreThan28InAnyMinute()
    {
        const int many = 60;
        for (var i = 0; i < many; i++)
            await StartAsync(provider, Request($"order-{i}"));
        Time.Advance(TimeSpan.FromMinutes(1));
        var looks = new ConcurrentQueue<DateTimeOffset>();
        provider.Looked = () => looks.Enqueue(Time.GetUtcNow());

        await SweepUntilAsync(provider, () => Task.FromResult(looks.Count >= many));

        looks.ShouldAllBe(start => looks.Count(look => look >= start && look < start + TimeSpan.FromMinutes(1)) <= 28);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(14, 0.5)]
    [InlineData(16, 2)]
    [InlineData(119, 2)]
    [InlineData(121, 15)]
    [InlineData(1439, 15)]
    [InlineData(1441, 360)]
    [InlineData(172_799, 360)]
    public async Task Look_AtAnOpenPayment_IsRepeatedTheMoreSeldomTheOlderItIs(int ageInMinutes, double nextInMinutes)
    {
        var payment = await StartAsync(provider);
        Time.Advance(TimeSpan.FromMinutes(ageInMinutes));

        (await LookAsync(payment)).NextCheckAt.ShouldBe(Time.GetUtcNow() + TimeSpan.FromMinutes(nextInMinutes));
    }

    [Fact]
    public async Task Look_AtAPaidPayment_IsRepeatedDailyFor120Days()
    {
        var payment = await StartAsync(provider);
        provider.Change(payment.PaymentId!, static p => p with { Received = 49m });

        (await LookAsync(payment)).NextCheckAt.ShouldBe(Time.GetUtcNow() + TimeSpan.FromDays(1));
        Time.Advance(TimeSpan.FromDays(121));
        (await LookAsync(payment)).NextCheckAt.ShouldBeNull();
    }

    private async Task<Payment> LookAsync(Payment payment)
    {
        await using var built = Services(provider);
        return (await built.GetRequiredService<PaymentReconciler>().ReconcileAsync(payment.AttemptId, "merchant", default))!;
    }

    private ServiceProvider Services(FakeProvider? configured)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time).AddPepaySqlite(File.Source);
        if (configured is not null)
            services.AddSingleton<IPaymentProvider>(configured);
        return services.AddSingleton<IPaymentChangeHandler>(shop).AddPepayRuntime().BuildServiceProvider();
    }

    private async Task SweepUntilAsync(FakeProvider? configured, Func<Task<bool>> done)
    {
        await using var built = Services(configured);
        var sweeper = built.GetServices<IHostedService>().Single(static service => service.GetType().Name == "PaymentSweeper");
        await sweeper.StartAsync(default);
        await Eventually.TrueAsync(done, () => Time.Advance(TimeSpan.FromSeconds(15)));
        await sweeper.StopAsync(default).Soon();
    }

    private sealed class ShopThatRefuses : IPaymentChangeHandler
    {
        public List<string> Paid { get; } = [];

        public Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
        {
            if (change.After.OrderNumber.StartsWith("broken", StringComparison.Ordinal))
                throw new InvalidOperationException("This order cannot be saved.");
            Paid.Add(change.After.OrderNumber);
            return Task.CompletedTask;
        }
    }
}
