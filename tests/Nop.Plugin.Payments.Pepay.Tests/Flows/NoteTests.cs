using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

/// <summary>What the order's status alone does not say stands in a note that a human understands, once.</summary>
public sealed class NoteTests
{
    private const string XPay = PepayDefaults.XPayProvider;

    [Theory]
    [InlineData(12, "12.00 USD of 20.00 USD arrived. The rest is awaited.", PaymentStatus.Pending)]
    [InlineData(25, "25.00 USD arrived, more than the order's 20.00 USD.", PaymentStatus.Paid)]
    public async Task WrongAmount_IsNoted(int amount, string note, PaymentStatus status)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);

        simulator.PayInvoice(payment, amount);

        await NotedAsync(shop, order, note);
        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(status);
    }

    [Theory]
    [InlineData(DisputeStep.Open, "the payer disputes the payment.")]
    [InlineData(DisputeStep.Lost, "the dispute was decided against the shop; the money is gone.")]
    public async Task Dispute_IsNoted(DisputeStep step, string note)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(100m, XPay);

        simulator.DisputeIntent(payment);
        if (step != DisputeStep.Open)
            simulator.DisputeIntent(payment, step);

        await NotedAsync(shop, order, note);
    }

    [Fact]
    public async Task PaidAtBothProviders_IsNotedOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, invoice) = await shop.OpenAsync(100m);
        await shop.RedirectAsync(order, XPay);
        simulator.PayIntent((await shop.PaymentsAsync(order))[0].PaymentId!);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);

        simulator.PayInvoice(invoice);

        await NotedAsync(shop, order, "the order is paid twice: 100.00 USD arrived although another payment had paid it.");
        shop.Notes(order).Count(note => note.Contains(invoice)).ShouldBe(1);
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Fact]
    public async Task MarkedAsPaidByHand_MoneyThatArrivesThen_IsNoted()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);
        await shop.MarkAsPaidAsync(order);

        simulator.PayInvoice(payment);

        await NotedAsync(shop, order, $"payment {payment} of 20.00 USD arrived, but the order is paid already in another way");
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Fact]
    public async Task Refunded_MoneyThatArrivesThenAtTheOtherProvider_IsNoted()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, invoice) = await shop.OpenAsync(100m);
        await shop.RedirectAsync(order, XPay);
        var intent = (await shop.PaymentsAsync(order))[0].PaymentId!;
        simulator.PayIntent(intent);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        simulator.RefundIntent(intent);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Refunded);

        simulator.PayInvoice(invoice);

        await NotedAsync(shop, order, $"payment {invoice} of 100.00 USD arrived, but the order is refunded already");
        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(PaymentStatus.Refunded);
    }

    private static async Task NotedAsync(FakeShop shop, Order order, string text)
    {
        await Eventually.TrueAsync(() => shop.Notes(order).Any(note => note.Contains(text, StringComparison.Ordinal)));
        await shop.SettleAsync();
        shop.Notes(order).Count(note => note.Contains(text, StringComparison.Ordinal)).ShouldBe(1);
    }
}
