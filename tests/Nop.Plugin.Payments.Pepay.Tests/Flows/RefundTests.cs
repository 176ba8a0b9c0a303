using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Services.Payments;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

public sealed class RefundTests
{
    private const string XPay = PepayDefaults.XPayProvider;

    [Fact]
    public async Task Refunds_PartialToFull_EndRefundedAndABookingEach()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.BuyAsync(100m, XPay);

        (await shop.ClickRefundAsync(order, 30m)).ShouldBeEmpty();
        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(PaymentStatus.PartiallyRefunded);
        await shop.SettleAsync();
        (await shop.ClickRefundAsync(order, 50m)).ShouldBeEmpty();
        await shop.SettleAsync();
        (await shop.ClickRefundAsync(order, 20m)).ShouldBeEmpty();
        await shop.SettleAsync();

        var refunded = await shop.ReadAsync(order);
        (refunded.PaymentStatus, refunded.RefundedAmount).ShouldBe((PaymentStatus.Refunded, 100m));
        shop.Events.Count("refunded").ShouldBe(3);
        (await shop.ClickRefundAsync(order, 1m)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Refund_MadeInTheProvidersDashboard_IsBookedOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Faults = new SimulatorFaults { Duplicate = 4 } });
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(100m, XPay);

        simulator.RefundIntent(payment, 4000);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).RefundedAmount == 40m);
        simulator.RefundIntent(payment);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Refunded);
        await shop.SettleAsync();

        shop.Events.Count("refunded").ShouldBe(2);
    }

    [Fact]
    public async Task Refund_ThenALatePaid_ChangesNothing()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(100m, XPay);
        (await shop.ClickRefundAsync(order, 45m)).ShouldBeEmpty();
        await shop.SettleAsync();

        simulator.SetIntentStatus(payment, "SUCCESS");
        await shop.SweepAsync();
        await Task.WhenAll((await shop.PaymentsAsync(order)).Select(attempt =>
            shop.Engines.Current!.Get<PaymentReconciler>().ReconcileAsync(attempt.AttemptId, "webhook", default)));

        var after = await shop.ReadAsync(order);
        (after.PaymentStatus, after.RefundedAmount).ShouldBe((PaymentStatus.PartiallyRefunded, 45m));
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Fact]
    public async Task Refund_ThenAnotherPaymentArrives_IsNotedAndTheOrderStaysPartlyRefunded()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, invoice) = await shop.OpenAsync(100m);
        await shop.RedirectAsync(order, XPay);
        simulator.PayIntent((await shop.PaymentsAsync(order))[0].PaymentId!);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        await shop.SettleAsync();
        (await shop.ClickRefundAsync(order, 45m)).ShouldBeEmpty();
        await shop.SettleAsync();

        simulator.PayInvoice(invoice);
        await Eventually.TrueAsync(() => shop.Notes(order).Any(note => note.Contains(invoice) && note.Contains("refunded already")));
        await shop.SettleAsync();

        var after = await shop.ReadAsync(order);
        (after.PaymentStatus, after.RefundedAmount).ShouldBe((PaymentStatus.PartiallyRefunded, 45m));
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Fact]
    public async Task Refund_OfATotalWithMoreDecimalsThanTheCurrency_EndsRefunded()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(100.006m, XPay);

        simulator.RefundIntent(payment, 4000);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).RefundedAmount == 40m);
        simulator.RefundIntent(payment);
        await shop.SettleAsync();

        var refunded = await shop.ReadAsync(order);
        (refunded.PaymentStatus, refunded.RefundedAmount).ShouldBe((PaymentStatus.Refunded, 100.006m));
    }

    [Fact]
    public async Task Crash_BetweenBookingADashboardRefundAndTheMark_BooksItOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(100m, XPay);
        await shop.SettleAsync();
        simulator.SetWebhookTargets(null, null);
        simulator.RefundIntent(payment, 4000);
        var attempt = (await shop.PaymentsAsync(order))[0].AttemptId;
        var reconciler = shop.Engines.Current!.Get<PaymentReconciler>();

        shop.Database.FailsOn = static row => row is PepayLedgerEntry { Transition: "refunded", StateId: (int)LedgerState.Done };
        await Should.ThrowAsync<DbException>(() => reconciler.ReconcileAsync(attempt, "sweep", default));
        shop.Database.FailsOn = null;
        (await shop.ReadAsync(order)).RefundedAmount.ShouldBe(40m);
        (await shop.PaymentsAsync(order))[0].State.Refunded.ShouldBe(0m);
        await reconciler.ReconcileAsync(attempt, "sweep", default);

        (await shop.ReadAsync(order)).RefundedAmount.ShouldBe(40m);
        (await shop.PaymentsAsync(order))[0].State.Refunded.ShouldBe(40m);
        shop.Events.Count("refunded").ShouldBe(1);
    }

    [Fact]
    public async Task Crash_BetweenTheProvidersRefundAndTheShopsBooking_TheSweepBooksItOnce()
    {
        var clock = new ShiftedClock();
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, time: clock);
        var (order, _) = await shop.BuyAsync(100m, XPay);
        await shop.SettleAsync();

        // What the plugin does of a click; then the shop dies before it books.
        await using (var scope = shop.Services.CreateAsyncScope())
        {
            (await shop.Method(XPay, scope.ServiceProvider).RefundAsync(new RefundPaymentRequest { Order = await shop.ReadAsync(order), AmountToRefund = 45m, IsPartialRefund = true }))
                .NewPaymentStatus.ShouldBe(PaymentStatus.PartiallyRefunded);
        }

        await shop.SettleAsync();
        await shop.SweepAsync();
        (await shop.ReadAsync(order)).RefundedAmount.ShouldBe(0m);
        (await shop.ClickRefundAsync(order, 10m)).ShouldHaveSingleItem().ShouldContain("at the same time");

        clock.Advance(TimeSpan.FromMinutes(3));
        await shop.SweepAsync();
        await shop.SweepAsync();

        var refunded = await shop.ReadAsync(order);
        (refunded.PaymentStatus, refunded.RefundedAmount).ShouldBe((PaymentStatus.PartiallyRefunded, 45m));
        shop.Events.Count("refunded").ShouldBe(1);
        shop.Database.Rows<PepayLedgerEntry>().ShouldAllBe(static entry => entry.StateId == (int)LedgerState.Done);
    }

    [Fact]
    public async Task Refund_AccountIsNotConfiguredAnyMore_SaysThatAndNotThatTheProviderCannot()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.BuyAsync(100m, XPay);
        shop.State.Settings[("xpaysettings.publickey", 0)] = "";
        await shop.Engines.ReloadAsync(default);

        (await shop.ClickRefundAsync(order, 45m)).ShouldHaveSingleItem().ShouldContain("is not configured any more");
    }

    [Fact]
    public async Task Refund_InTheLanguageOfTheAdministrator()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Language = 2);
        var order = await shop.ReadAsync((await shop.BuyAsync(100m, PepayDefaults.PepayProvider)).Order);
        await using var scope = shop.Services.CreateAsyncScope();
        var method = shop.Method(PepayDefaults.PepayProvider, scope.ServiceProvider);

        (await method.RefundAsync(new RefundPaymentRequest { Order = order, AmountToRefund = 100m })).Errors.ShouldHaveSingleItem().ShouldContain("„Offline erstatten“");
        (await method.VoidAsync(new VoidPaymentRequest { Order = order })).Errors.ShouldHaveSingleItem().ShouldContain("nicht storniert");
    }

    [Fact]
    public async Task Refund_ProviderRefuses_NothingIsBookedAndThePaidOrderStaysPaid()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.BuyAsync(100m, XPay);
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Status = 400, Match = "/refund" } };

        (await shop.ClickRefundAsync(order, 45m)).ShouldHaveSingleItem().ShouldContain("refused");

        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(PaymentStatus.Paid);
        (await shop.ClickRefundAsync(order, 45m)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_AnswerGetsLost_TheNextClickRepeatsTheSameRefund()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { XPayWebhookUrl = null });
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(100m, XPay);
        await shop.SettleAsync();
        simulator.SetWebhookTargets(null, null);
        simulator.Faults = new SimulatorFaults { LoseAnswerNext = new LoseAnswerFault { Count = 20, Match = "/refund" } };
        (await shop.ClickRefundAsync(order, 45m)).ShouldHaveSingleItem().ShouldContain("not known");
        simulator.Faults = new SimulatorFaults();

        (await shop.ClickRefundAsync(order, 45m)).ShouldBeEmpty();
        await shop.Engines.Current!.Get<PaymentReconciler>().ReconcileAsync((await shop.PaymentsAsync(order))[0].AttemptId, "sweep", default);

        (await shop.PaymentsAsync(order))[0].State.Refunded.ShouldBe(45m);
        (await shop.ReadAsync(order)).RefundedAmount.ShouldBe(45m);
        shop.Events.Count("refunded").ShouldBe(1);
    }

    [Theory]
    [InlineData(PepayDefaults.PepayProvider)]
    [InlineData(XPay)]
    public async Task WhatAProviderCannot_IsRefusedInASentenceAndLeavesThePaidOrderPaid(string provider)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var order = await shop.ReadAsync((await shop.BuyAsync(100m, provider)).Order);
        await using var scope = shop.Services.CreateAsyncScope();
        var method = shop.Method(provider, scope.ServiceProvider);
        (method.SupportCapture, method.SupportVoid, method.SupportRefund, method.SupportPartiallyRefund)
            .ShouldBe((false, false, provider == XPay, provider == XPay));

        // The shop's default would turn the order pending.
        var captured = await method.CaptureAsync(new CapturePaymentRequest { Order = order });
        (captured.Errors.Count, captured.NewPaymentStatus).ShouldBe((1, PaymentStatus.Paid));
        var voided = await method.VoidAsync(new VoidPaymentRequest { Order = order });
        (voided.Errors.Count, voided.NewPaymentStatus).ShouldBe((1, PaymentStatus.Paid));
        var tooMuch = await method.RefundAsync(new RefundPaymentRequest { Order = order, AmountToRefund = 101m });
        (tooMuch.Errors.Count, tooMuch.NewPaymentStatus).ShouldBe((1, PaymentStatus.Paid));
        if (provider != XPay)
        {
            (await method.RefundAsync(new RefundPaymentRequest { Order = order, AmountToRefund = 100m })).Errors
                .ShouldHaveSingleItem().ShouldContain("use \"Refund offline\"");
        }
    }

    [Fact]
    public async Task Cancellation_OfAnUnpaidOrder_ClosesThePaymentAtTheProvider()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.OpenAsync(100m, XPay);

        await shop.CancelAsync(order);
        await shop.SettleAsync();
        await shop.Engines.Current!.Get<PaymentReconciler>().ReconcileAsync((await shop.PaymentsAsync(order))[0].AttemptId, "sweep", default);

        (await shop.PaymentsAsync(order))[0].State.Label.ShouldBe(PaymentLabel.Cancelled);
    }

    [Fact]
    public async Task Paid_AfterTheOrderWasCancelled_IsNotedAndTheOrderStays()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(100m);
        await shop.CancelAsync(order);

        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => shop.Notes(order).Any(static note => note.Contains("Give the money back")));

        (await shop.ReadAsync(order)).OrderStatus.ShouldBe(OrderStatus.Cancelled);
        shop.Events.Count("paid").ShouldBe(0);
    }
}
