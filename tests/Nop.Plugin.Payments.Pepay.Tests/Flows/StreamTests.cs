using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Streams;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

public sealed class StreamTests
{
    [Fact]
    public async Task Stream_NoWebhookArrives_EventsComeOverItAndPayTheOrder()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        await Eventually.TrueAsync(() => simulator.OpenStreams == 1);
        simulator.SetWebhookTargets(null, null);
        var (order, payment) = await shop.OpenAsync(20m);

        simulator.PayInvoice(payment);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        shop.Database.Rows<PepayEvent>().ShouldAllBe(static row => row.SourceId != (int)EventSource.Webhook);
        shop.Database.Rows<PepayStream>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Stream_BesideWebhooks_AnEventTakesEffectOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Faults = new SimulatorFaults { Duplicate = 3 } });
        await using var shop = await StartAsync(simulator);
        await Eventually.TrueAsync(() => simulator.OpenStreams == 1);

        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();

        shop.Events.Count("paid").ShouldBe(1);
        shop.Database.Rows<PepayEvent>().GroupBy(static row => row.EventId).ShouldAllBe(static same => same.Count() == 1);
    }

    [Fact]
    public async Task Stream_TwoNodes_OneFollowsAndTheOtherTakesOver()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        var first = await StartAsync(simulator);
        await Eventually.TrueAsync(() => simulator.OpenStreams == 1);
        await using var second = await FakeShop.StartAsync(simulator, first);
        await Eventually.TrueAsync(() => PhaseOf(second) == StreamPhase.StandingBy);
        simulator.OpenStreams.ShouldBe(1);

        simulator.SetWebhookTargets(null, null);
        var (order, payment) = await first.OpenAsync(20m);
        await first.DisposeAsync();
        simulator.PayInvoice(payment);

        await Eventually.TrueAsync(() => second.Database.Rows<Order>().Single(row => row.OrderGuid == order.OrderGuid).PaymentStatus == PaymentStatus.Paid);
    }

    [Fact]
    public async Task Stream_NotChosen_IsNotFollowed()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);

        shop.Database.Rows<PepayStream>().ShouldBeEmpty();
        shop.Engines.Current!.Get<StreamStatus>().Streams.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stream_OnTheChecklist_SaysWhetherItIsConnected()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        await Eventually.TrueAsync(() => PhaseOf(shop) == StreamPhase.Connected);
        await using var scope = shop.Services.CreateAsyncScope();

        var items = await scope.ServiceProvider.GetRequiredService<IntegrationChecklist>().RunAsync(PepayDefaults.PepayProvider, 0);

        items.Single(static item => item.Name == "Event stream").State.ShouldBe(IntegrationState.Done);
    }

    private static Task<FakeShop> StartAsync(SimulatorServer simulator) =>
        FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.followstream", 0)] = true);

    private static StreamPhase? PhaseOf(FakeShop shop) => shop.Engines.Current?.Get<StreamStatus>().Streams.FirstOrDefault()?.Phase;
}
