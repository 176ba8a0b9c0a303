using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Services.Payments;
using Pepay.Runtime.Payments;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

public sealed class PurchaseTests
{
    [Theory]
    [InlineData(PepayDefaults.PepayProvider)]
    [InlineData(PepayDefaults.XPayProvider)]
    public async Task Purchase_PaidAtTheProvider_OrderIsPaidByTheShopsOwnService(string provider)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        var (order, payment) = await shop.BuyAsync(45.5m, provider);

        await shop.SettleAsync();
        shop.Events.Count("paid").ShouldBe(1);
        (await shop.ReadAsync(order)).CaptureTransactionId.ShouldBe(payment);
        shop.Notes(order).ShouldContain(note => note.Contains(payment));
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Purchase_CheckoutRunsTwiceAndPaymentIsRetried_LeadsToOnePage()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var order = await shop.PlaceOrderAsync(20m);

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => shop.RedirectAsync(order))));

        pages.Distinct().ShouldHaveSingleItem().ShouldStartWith("http");
        (await shop.PaymentsAsync(order)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Purchase_WebhookBeforeTheRedirect_PaysTheOrderAndTheReturnLeadsToIt()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();
        var attempt = (await shop.PaymentsAsync(order))[0].AttemptId;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await browser.GetAsync(new Uri($"{shop.Url}/Plugins/Pepay/Return/{attempt}"));

        answer.Headers.Location!.ToString().ShouldEndWith($"checkout/completed/{order.Id}");
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Theory]
    [InlineData(PepayDefaults.XPayProvider, "declined")]
    [InlineData(PepayDefaults.PepayProvider, "expired")]
    [InlineData(PepayDefaults.PepayProvider, "underpaid")]
    public async Task Return_SomethingIsStillToBePaid_LeadsToTheOrderAndNotToTheThanks(string provider, string what)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m, provider);
        if (what == "declined")
            simulator.DeclineIntent(payment);
        else if (what == "expired")
            simulator.ExpireInvoice(payment);
        else
            simulator.PayInvoice(payment, 5m);
        var attempt = (await shop.PaymentsAsync(order))[0].AttemptId;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await browser.GetAsync(new Uri($"{shop.Url}/Plugins/Pepay/Return/{attempt}"));

        answer.Headers.Location!.ToString().ShouldEndWith($"orderdetails/{order.Id}");
    }

    [Fact]
    public async Task Purchase_WebhookBeforeTheShopKnowsThePayment_LeadsToTheAttemptAndPaysTheOrder()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var order = await shop.PlaceOrderAsync(20m);
        simulator.Faults = new SimulatorFaults { LoseAnswerNext = new LoseAnswerFault { Count = 20, Match = "POST " } };
        (await shop.RedirectAsync(order)).ShouldEndWith($"orderdetails/{order.Id}");
        simulator.Faults = new SimulatorFaults();

        // The payment was made, but only its own webhook says which it is.
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order))[0].PaymentId is not null);
        simulator.PayInvoice((await shop.PaymentsAsync(order))[0].PaymentId!);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        (await shop.PaymentsAsync(order)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Purchase_NoWebhookArrives_TheReturnPaysTheOrder()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        simulator.SetWebhookTargets(null, null);
        var (order, payment) = await shop.OpenAsync(20m);
        simulator.PayInvoice(payment);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await browser.GetAsync(new Uri($"{shop.Url}/Plugins/Pepay/Return/{(await shop.PaymentsAsync(order))[0].AttemptId}"));

        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(PaymentStatus.Paid);
    }

    [Theory]
    [InlineData(PepayDefaults.PepayProvider, "EUR", 10, "US dollars")]
    [InlineData(PepayDefaults.XPayProvider, "USD", 0.5, "1 USD or more")]
    public async Task Purchase_WhatTheProviderDoesNotTake_IsRefusedBeforeTheOrderExists(string provider, string currency, double total, string reason)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: state => state.Currency = currency);
        await using var scope = shop.Services.CreateAsyncScope();

        var result = await shop.Method(provider, scope.ServiceProvider).ProcessPaymentAsync(new ProcessPaymentRequest { StoreId = 1, OrderTotal = (decimal)total });

        result.Success.ShouldBeFalse();
        result.Errors.ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public async Task Purchase_ProviderIsAway_CustomerIsLedToTheOrderAndMayTryAgain()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 1, Status = 422 } };
        var order = await shop.PlaceOrderAsync(20m);

        (await shop.RedirectAsync(order)).ShouldEndWith($"orderdetails/{order.Id}");

        shop.State.Notifications.ShouldContain(text => text.Contains("not been charged"));
        (await shop.RedirectAsync(order)).ShouldNotContain("orderdetails");
    }

    [Fact]
    public async Task Purchase_TestMoneyForALiveShop_MovesNothing()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Environment = SimulatorEnvironment.Mainnet });
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);

        simulator.PayInvoice(payment);
        await shop.SettleAsync();
        await shop.SweepAsync();

        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(PaymentStatus.Pending);
        shop.Events.Count("paid").ShouldBe(0);
    }

    [Fact]
    public async Task Purchase_OrderWasMadeDearerMeanwhile_IsNotPaidBySoLittle()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);
        await shop.ChangeAsync(order, static row => row.OrderTotal = 30m);

        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => shop.Notes(order).Any(static note => note.Contains("the order's total has become 30.00 USD")));

        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(PaymentStatus.Pending);
        shop.Events.Count("paid").ShouldBe(0);
    }

    [Fact]
    public async Task Purchase_InAStoreWithSettingsOfItsOwn_GoesOverItsOwnAccountAndAddress()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.webhooksecret", 2)] = "of-the-second-store");
        simulator.RotatePepaySecret("of-the-second-store");
        simulator.EndPepaySecretRotation();
        simulator.SetWebhookTargets($"{shop.Url}/Plugins/Pepay/Webhook/pepay/store-2", null);

        var order = await shop.PlaceOrderAsync(20m, store: 2);
        await shop.RedirectAsync(order);
        var payment = (await shop.PaymentsAsync(order))[0];
        simulator.PayInvoice(payment.PaymentId!);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        payment.Account.ShouldBe("store-2");
        shop.Database.Rows<PepayEvent>().ShouldAllBe(static row => row.Account == "store-2");
    }

    [Fact]
    public async Task Purchase_Expired_OrderIsKeptUnlessTheSettingSaysCancel()
    {
        foreach (var cancel in new[] { false, true })
        {
            await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
            await using var shop = await FakeShop.StartAsync(simulator, configure: state => state.Settings[("pepaysettings.cancelunpaidorders", 0)] = cancel);
            var (order, payment) = await shop.OpenAsync(20m);

            simulator.ExpireInvoice(payment);
            await shop.SettleAsync();

            shop.Events.Count("cancelled").ShouldBe(cancel ? 1 : 0);
            shop.Notes(order).ShouldContain(note => note.Contains("ran out"));
        }
    }

    [Fact]
    public async Task Purchase_SecondAttemptExpiredAfterMoneyCameOnTheFirst_IsNotCancelled()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.cancelunpaidorders", 0)] = true);
        var (order, first) = await shop.OpenAsync(20m);
        simulator.PayInvoice(first, 12m);
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order))[0].State.Received == 12m);
        simulator.ExpireInvoice(first);
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order))[0].State.Label == PaymentLabel.Expired);

        await shop.RedirectAsync(order);
        var second = (await shop.PaymentsAsync(order)).Single(static attempt => attempt.IsCurrent).PaymentId!;
        second.ShouldNotBe(first);
        simulator.ExpireInvoice(second);
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order)).All(static attempt => attempt.State.Label == PaymentLabel.Expired));
        await shop.SettleAsync();

        shop.Events.Count("cancelled").ShouldBe(0);
    }

    [Fact]
    public async Task Purchase_OldPageIsClosedAndTheNewOneRefused_OrderIsNotCancelled()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("xpaysettings.cancelunpaidorders", 0)] = true);
        var (order, first) = await shop.OpenAsync(20m, PepayDefaults.XPayProvider);
        await shop.ChangeAsync(order, static row => row.OrderTotal = 30m);
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Status = 400, Match = "create-intent" } };

        await shop.RedirectAsync(await shop.ReadAsync(order), PepayDefaults.XPayProvider);
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order)).Single(attempt => attempt.PaymentId == first).State.Label == PaymentLabel.Cancelled);
        await shop.SettleAsync();

        (await shop.PaymentsAsync(order)).ShouldAllBe(static attempt => !attempt.IsCurrent);
        shop.Events.Count("cancelled").ShouldBe(0);
    }

    [Fact]
    public async Task Purchase_PaymentsDoNotRunOrTheDatabaseIsAway_CustomerIsLedToTheOrderAndTheLogSaysWhy()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var order = await shop.PlaceOrderAsync(20m);

        shop.Database.IsAway = true;
        (await shop.RedirectAsync(order)).ShouldEndWith($"orderdetails/{order.Id}");
        shop.Database.IsAway = false;
        await shop.Engines.StopAsync();
        (await shop.RedirectAsync(order)).ShouldEndWith($"orderdetails/{order.Id}");

        shop.State.Notifications.Count(static text => text.StartsWith("The payment could not be started.", StringComparison.Ordinal)).ShouldBe(2);
        shop.State.Log.ShouldContain(line => line.Contains($"Order {order.CustomOrderNumber}: the payment with Pepay could not be started. The database server is away."));
    }

    [Fact]
    public async Task Purchase_PayerComesBackWhileTheDatabaseIsAway_IsLedToTheShop()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.OpenAsync(20m);
        var attempt = (await shop.PaymentsAsync(order))[0].AttemptId;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        shop.Database.IsAway = true;
        using var answer = await browser.GetAsync(new Uri($"{shop.Url}/Plugins/Pepay/Return/{attempt}"));
        shop.Database.IsAway = false;

        answer.Headers.Location!.ToString().ShouldBe($"{shop.Url}/");
    }

    [Fact]
    public async Task Purchase_InASecondStore_IsBookedAsThatStoreWould()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var order = await shop.PlaceOrderAsync(20m, store: 2);
        await shop.RedirectAsync(order);

        simulator.PayInvoice((await shop.PaymentsAsync(order))[0].PaymentId!);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        await shop.SettleAsync();

        shop.Events.Stores.ShouldBe([2]);
    }

    [Fact]
    public async Task MailsOfTheShop_LinkToTheOrder_ThoughNoRequestIsBeingServed()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state =>
        {
            state.Settings[("pepaysettings.cancelunpaidorders", 0)] = true;
            state.Stores[0].Url = "https://first.example/shop/";
        });

        var (paid, payment) = await shop.BuyAsync(100m, PepayDefaults.XPayProvider);
        simulator.RefundIntent(payment);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(paid)).PaymentStatus == PaymentStatus.Refunded);
        var (unpaid, expired) = await shop.OpenAsync(20m);
        simulator.ExpireInvoice(expired);
        await shop.SettleAsync();

        shop.Events.Links.ShouldBe([Link(paid), Link(paid), Link(unpaid)]);

        static string Link(Order order) => $"https://first.example/shop/orderdetails/{order.Id}";
    }
}
