using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Services.Orders;
using Pepay.Runtime.Sync;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

public sealed class RaceTests
{
    [Fact]
    public async Task TheShop_TwoParallelPaid_BothPassItsOwnCheck()
    {
        // What the shop itself does not prevent; the double must show it, or the tests below prove nothing.
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var order = await shop.PlaceOrderAsync(20m);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var scope = shop.Services.CreateAsyncScope();
            var processing = scope.ServiceProvider.GetRequiredService<IOrderProcessingService>();
            var mine = await shop.ReadAsync(order);
            await Task.Delay(20);
            if (processing.CanMarkOrderAsPaid(mine))
                await processing.MarkOrderAsPaidAsync(mine);
        }));

        shop.Events.Count("paid").ShouldBe(2);
    }

    [Fact]
    public async Task ParallelPaid_WithoutTheOrdersLease_PaysTwice()
    {
        // The same flow as below without the lease: it is the lease that prevents it.
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var twice = false;
        for (var round = 0; round < 20 && !twice; round++)
        {
            var before = shop.Events.Count("paid");
            var change = await PaidChangeAsync(shop);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => shop.Services.GetRequiredService<OrderUpdater>().ApplyAsync(change, null, default))));
            twice = shop.Events.Count("paid") - before > 1;
        }

        twice.ShouldBeTrue();
    }

    [Fact]
    public async Task ParallelPaid_UnderTheOrdersLease_PaysOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        await using var second = await FakeShop.StartAsync(simulator, shop);
        for (var round = 0; round < 10; round++)
        {
            var change = await PaidChangeAsync(shop);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => ApplyAsync(i % 2 == 0 ? shop : second, change))));
            shop.Events.Count("paid").ShouldBe(round + 1);
        }
    }

    [Fact]
    public async Task TwelveParallelIdenticalWebhooks_OneOrderPaidEvent()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Faults = new SimulatorFaults { Duplicate = 11 } });
        await using var shop = await FakeShop.StartAsync(simulator);

        var (order, _) = await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();

        shop.Events.Count("paid").ShouldBe(1);
        shop.Notes(order).Count(note => note.Contains("marked as paid")).ShouldBe(1);
    }

    [Fact]
    public async Task TwoNodes_EachGetsTheWebhooks_OneOrderPaidEvent()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Faults = new SimulatorFaults { Duplicate = 5 } });
        await using var shop = await FakeShop.StartAsync(simulator);
        await using var second = await FakeShop.StartAsync(simulator, shop);
        var opened = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.OpenAsync(20m)));
        foreach (var (i, (_, payment)) in opened.Index())
        {
            simulator.SetWebhookTargets($"{(i % 2 == 0 ? shop : second).Url}/Plugins/Pepay/Webhook/pepay", null);
            simulator.PayInvoice(payment);
        }

        await Task.WhenAll(shop.SweepAsync(), second.SweepAsync());
        await shop.SettleAsync();
        await Eventually.TrueAsync(() => shop.Database.Rows<Order>().All(static order => order.PaymentStatus == PaymentStatus.Paid));
        await shop.SettleAsync();

        shop.Events.Count("paid").ShouldBe(5);
    }

    [Fact]
    public async Task EightParallelRefunds_OneIsBookedAndOneIsMade()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.BuyAsync(245m, PepayDefaults.XPayProvider);
        await shop.SettleAsync();

        // All eight have read the order before the first goes on; one that reads it later is a second refund of its own, and allowed.
        var reading = 8;
        var allHaveRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => shop.ClickRefundAsync(order, 100m, () =>
        {
            if (Interlocked.Decrement(ref reading) == 0)
                allHaveRead.SetResult();
            return allHaveRead.Task;
        }))));
        await shop.SettleAsync();
        await shop.SweepAsync();

        answers.Count(static errors => errors.Count == 0).ShouldBe(1);
        shop.Events.Count("refunded").ShouldBe(1);
        (await shop.ReadAsync(order)).RefundedAmount.ShouldBe(100m);
        (await shop.PaymentsAsync(order))[0].State.Refunded.ShouldBe(100m);
    }

    private static async Task ApplyAsync(FakeShop shop, PaymentChange change)
    {
        await using var lease = await shop.Services.GetRequiredService<ShopLeases>().AcquireAsync(ShopLeases.ForOrder(change.After.OrderNumber), default);
        await shop.Services.GetRequiredService<OrderUpdater>().ApplyAsync(change, null, default);
    }

    private static async Task<PaymentChange> PaidChangeAsync(FakeShop shop)
    {
        var (order, _) = await shop.OpenAsync(20m);
        var payment = (await shop.PaymentsAsync(order))[0];
        return new PaymentChange(payment, payment with { State = payment.State with { Received = 20m } });
    }
}
