using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Payments;
using Nop.Data;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Webhooks;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

public sealed class FaultTests
{
    private const string Widgets = "widgetsettings.activewidgetsystemnames";
    private const string Methods = "paymentsettings.activepaymentmethodsystemnames";

    [Fact]
    public async Task Webhook_DatabaseIsAway_Is503AndSettledAfterwards()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { WebhookRetryDelay = TimeSpan.FromMilliseconds(50) });
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);
        await shop.SettleAsync();

        shop.Database.IsAway = true;
        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => simulator.Deliveries.Any(static delivery => delivery.Attempts.Contains("503")));
        shop.Database.IsAway = false;

        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        await shop.SettleAsync();
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Fact]
    public async Task Webhook_NotGenuineOrForNobody_IsRefused()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        using var sender = new HttpClient();

        using var unsigned = await sender.PostAsync(new Uri($"{shop.Url}/Plugins/Pepay/Webhook/pepay"), new StringContent("{}"));
        using var nobody = await sender.PostAsync(new Uri($"{shop.Url}/Plugins/Pepay/Webhook/other"), new StringContent("{}"));

        unsigned.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        shop.Database.Rows<PepayEvent>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhook_DatabaseHangs_Is503WithinTheSendersPatience()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, time: clock);
        var account = shop.Engines.Current!.Find(PepayDefaults.XPayProvider, "default")!.Account;
        using var sender = new HttpClient();
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Database.Hangs = hanging.Task;

        var begun = clock.GetUtcNow();
        var answer = WebhookTestRequest.Create(account, begun).Webhook.SendAsync(sender, new Uri($"{shop.Url}/Plugins/Pepay/Webhook/xpay"), default);
        await Eventually.TrueAsync(() => answer.IsCompleted, () => clock.Advance(clock.GetUtcNow() - begun < TimeSpan.FromSeconds(1.9) ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero));

        (await answer).ShouldBe(503);
        hanging.SetResult();
        shop.Database.Hangs = null;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Webhook_TooLarge_Is413AndNotReadToTheEnd(bool saysHowLong)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        using var sender = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{shop.Url}/Plugins/Pepay/Webhook/pepay") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Headers.TransferEncodingChunked = !saysHowLong;

        using var answer = await sender.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Crash_BetweenEffectAndMark_RepeatsTheCheckNotTheEffect()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        simulator.SetWebhookTargets(null, null);
        var (order, payment) = await shop.OpenAsync(20m);
        simulator.PayInvoice(payment);
        var before = (await shop.PaymentsAsync(order))[0];
        var after = before with { State = before.State with { Received = 20m } };

        // The effect as the engine applies it; then the process dies before the change is stored.
        await using (await shop.Services.GetRequiredService<ShopLeases>().AcquireAsync(ShopLeases.ForOrder(before.OrderNumber), default))
            await shop.Services.GetRequiredService<OrderUpdater>().ApplyAsync(new PaymentChange(before, after), null, default);
        (await shop.PaymentsAsync(order))[0].State.Received.ShouldBe(0m);
        await shop.Engines.Current!.Get<PaymentReconciler>().ReconcileAsync(before.AttemptId, "sweep", default);

        (await shop.PaymentsAsync(order))[0].State.Received.ShouldBe(20m);
        shop.Events.Count("paid").ShouldBe(1);
    }

    [Fact]
    public async Task Crash_BetweenTheOrderAndTheLedger_FindsTheOrderPaid()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, _) = await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();
        var payment = (await shop.PaymentsAsync(order))[0];
        var ledger = shop.Services.GetRequiredService<Ledger>();
        foreach (var entry in await ledger.ListAsync(payment.OrderNumber))
            await ledger.MoveAsync(entry, LedgerState.Begun);

        await shop.Services.GetRequiredService<OrderUpdater>().ApplyAsync(
            new PaymentChange(payment with { State = payment.State with { Received = 0 } }, payment), null, default);

        shop.Events.Count("paid").ShouldBe(1);
        (await ledger.ListAsync(payment.OrderNumber)).ShouldAllBe(entry => entry.StateId == (int)LedgerState.Done);
    }

    [Fact]
    public async Task Event_OfAnOrderThatIsNotThereYet_IsKeptAndSettledLater()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);
        await shop.ChangeAsync(order, static row => row.Deleted = true);

        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => shop.Database.Rows<PepayDelivery>().Any(static delivery => delivery.LastError is not null));
        simulator.Deliveries.ShouldAllBe(static delivery => delivery.Attempts.Last() == "200");
        await shop.ChangeAsync(order, static row => row.Deleted = false);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uninstalled_EventsInFlight_WaitAtTheProviderAndArriveAfterInstallingAgain(bool keep)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { WebhookRetryDelay = TimeSpan.FromMilliseconds(50) });
        await using var shop = await FakeShop.StartAsync(simulator, configure: state => state.Settings[("pepaysettings.keepledger", 0)] = keep);
        var (order, payment) = await shop.OpenAsync(20m);
        await shop.SettleAsync();
        var entered = shop.State.Settings.ToArray();

        await shop.UninstallAsync();
        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => simulator.Deliveries.Any(static delivery => delivery.Attempts.Contains("404")));
        await shop.InstallAsync(entered);
        await shop.SettleAsync();

        // Without the payments nobody can say whose money it is: the order stays open, nothing is guessed, and new orders work.
        simulator.Deliveries.ShouldAllBe(static delivery => delivery.Attempts.Last() == "200");
        (await shop.ReadAsync(order)).PaymentStatus.ShouldBe(keep ? PaymentStatus.Paid : PaymentStatus.Pending);
        await shop.BuyAsync(30m, PepayDefaults.PepayProvider);
    }

    [Fact]
    public async Task Uninstall_LeavesNothingBehind()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        shop.State.Settings[(Widgets, 0)] = new List<string> { "Widgets.Other" };
        shop.State.Settings[(Methods, 0)] = new List<string> { "Payments.Other", PepayDefaults.PepaySystemName, PepayDefaults.XPaySystemName };
        shop.State.Settings[(Methods, 2)] = new List<string> { PepayDefaults.XPaySystemName };
        await shop.InstallAsync([.. shop.State.Settings]);
        Names(shop, Widgets, 0).ShouldBe(["Widgets.Other", PepayDefaults.PepaySystemName]);
        shop.State.Texts.Keys.Select(static key => key.Language).Distinct().Count().ShouldBe(2);
        shop.State.Texts[($"{PepayDefaults.ResourcePrefix}.Stored", 2)].ShouldContain("gespeichert");

        await shop.UninstallAsync();

        shop.State.Texts.ShouldBeEmpty();
        shop.State.Tasks.ShouldBeEmpty();
        shop.State.Settings.Keys.ShouldAllBe(static key => key.Key == Widgets || key.Key == Methods);
        Names(shop, Widgets, 0).ShouldBe(["Widgets.Other"]);
        Names(shop, Methods, 0).ShouldBe(["Payments.Other"]);
        Names(shop, Methods, 2).ShouldBeEmpty();
        shop.Engines.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Update_BringsTheTextsUpToDateAndTouchesNoSetting()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (texts, settings) = (shop.State.Texts.ToArray(), shop.State.Settings.ToArray());
        shop.State.Texts.Clear();
        await using var scope = shop.Services.CreateAsyncScope();

        await shop.Method(PepayDefaults.PepayProvider, scope.ServiceProvider).UpdateAsync("0.9.0", "1.0.0");

        shop.State.Texts.ShouldBe(texts, ignoreOrder: true);
        shop.State.Settings.ShouldBe(settings, ignoreOrder: true);
    }

    [Fact]
    public async Task Start_WrongSettings_SayWhatIsWrongInTheShopsLogAndStopNoOtherProvider()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.livemoney", 0)] = true);

        shop.Engines.Current!.Find(PepayDefaults.PepayProvider, "default").ShouldBeNull();
        shop.Engines.FindProblem(PepayDefaults.PepayProvider, "default")!.ShouldContain("live money needs https");
        shop.Engines.FindProblem(PepayDefaults.XPayProvider, "default").ShouldBeNull();
        await shop.BuyAsync(20m, PepayDefaults.XPayProvider);
        shop.State.Log.ShouldContain(line => line.Contains("live money needs https"));
        shop.State.Log.ShouldNotContain(line => line.Contains(simulator.Options.PepayMerchantKey));
    }

    [Fact]
    public async Task Settings_ChangeWhileTheShopRuns_AreFollowed()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var former = shop.Engines.Current;
        shop.State.Settings[("pepaysettings.webhooksecret", 0)] = "another-secret-from-the-dashboard";
        simulator.RotatePepaySecret("another-secret-from-the-dashboard");

        await shop.Engines.ReloadAsync(default);

        shop.Engines.Current.ShouldNotBeSameAs(former);
        (await shop.BuyAsync(20m, PepayDefaults.PepayProvider)).Order.ShouldNotBeNull();
    }

    [Fact]
    public async Task Inbox_DeadLetterReplayed_SettlesTheOrder()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);
        await shop.ChangeAsync(order, static row => row.Deleted = true);
        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => shop.Database.Rows<PepayDelivery>().Any(static delivery => delivery.LastError is not null));
        await KillAsync(shop);
        await shop.ChangeAsync(order, static row => row.Deleted = false);
        var inbox = shop.Services.GetRequiredService<NopInboxStore>();

        (await inbox.ReplayAsync(new InboxReplay(), default)).ShouldBeGreaterThan(0);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
    }

    private static List<string> Names(FakeShop shop, string setting, int store) => (List<string>)shop.State.Settings[(setting, store)]!;

    private static async Task KillAsync(FakeShop shop)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var deliveries = scope.ServiceProvider.GetRequiredService<IRepository<PepayDelivery>>();
        var events = scope.ServiceProvider.GetRequiredService<IRepository<PepayEvent>>();
        foreach (var delivery in (await deliveries.GetAllAsync()).Where(static delivery => delivery.LastError is not null))
        {
            delivery.StateId = (int)DeliveryState.Dead;
            await deliveries.UpdateAsync(delivery);
            var owner = (await events.GetAllAsync()).Single(row => row.Id == delivery.PepayEventId);
            owner.StateId = (int)InboxState.Dead;
            await events.UpdateAsync(owner);
        }
    }
}
