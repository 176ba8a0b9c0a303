using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Plugin.Payments.Pepay.Webhooks;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Webhooks;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Admin;

/// <summary>Orders turn paid without webhooks, too; so that they are refused has to be said somewhere.</summary>
public sealed class RefusedWebhookTests
{
    private const string WrongSecret = "its signature fits no stored secret";

    [Fact]
    public async Task WrongSecret_IsOnTheChecklistOfEveryNodeAndOnceInTheLog_UntilAWebhookFits()
    {
        var clock = new ShiftedClock();
        await using var simulator = await SimulatorServer.StartAsync(Quick());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.webhooksecret", 0)] = "typed-wrong", time: clock);
        await using var other = await FakeShop.StartAsync(simulator, shop, time: clock);

        // Refused many times over, and the order turns paid all the same.
        var (order, payment) = await shop.OpenAsync(20m);
        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(() => simulator.Deliveries.Sum(static delivery => delivery.Attempts.Count(static attempt => attempt == "401")) >= 5);
        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.SweepAsync();
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        await Eventually.TrueAsync(() => shop.Database.Rows<PepayRefusal>().Count == 1);
        Lines(shop).ShouldBe(1);
        shop.State.Log.ShouldNotContain(static line => line.Contains("typed-wrong"));
        foreach (var node in new[] { shop, other })
        {
            var check = await WebhooksAsync(node);
            check.State.ShouldBe(IntegrationState.Wrong);
            check.Text.ShouldContain(WrongSecret);
        }

        // A test event, which the shop signs itself, proves nothing.
        (await SendTestEventAsync(shop)).State.ShouldBe(IntegrationState.Done);
        (await WebhooksAsync(shop)).State.ShouldBe(IntegrationState.Wrong);

        shop.State.Settings[("pepaysettings.webhooksecret", 0)] = simulator.Options.PepayWebhookSecret;
        await Task.WhenAll(shop.Engines.ReloadAsync(default), other.Engines.ReloadAsync(default));
        await shop.SettleAsync();
        (await WebhooksAsync(shop)).State.ShouldBe(IntegrationState.Done);
        (await WebhooksAsync(other)).State.ShouldBe(IntegrationState.Done);
    }

    [Fact]
    public async Task Unsigned_IsSomebodysProbingAndHidesNoWrongSecret()
    {
        await using var simulator = await SimulatorServer.StartAsync(Quick());
        await using var shop = await FakeShop.StartAsync(simulator);
        using var stranger = new HttpClient();
        var address = new Uri($"{shop.Url}/Plugins/Pepay/Webhook/pepay");

        using (await stranger.PostAsync(address, new StringContent("{}")))
            (await WebhooksAsync(shop)).ShouldSatisfyAllConditions(
                static check => check.State.ShouldBe(IntegrationState.Open), static check => check.Text.ShouldContain("nothing was let in"));
        shop.State.Settings[("pepaysettings.webhooksecret", 0)] = "typed-wrong";
        await shop.Engines.ReloadAsync(default);
        simulator.PayInvoice((await shop.OpenAsync(20m)).PaymentId);
        await Eventually.TrueAsync(() => simulator.Deliveries.Any(static delivery => delivery.Attempts.Contains("401")));
        using (await stranger.PostAsync(address, new StringContent("{}")))
            (await WebhooksAsync(shop)).Text.ShouldContain(WrongSecret);
    }

    [Fact]
    public async Task Log_OfRepeatedRefusals_HasOneLineInAnInterval()
    {
        var clock = new ShiftedClock();
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, time: clock);
        var refusals = shop.Services.GetRequiredService<WebhookRefusals>();
        var account = shop.Engines.Current!.Find(PepayDefaults.PepayProvider, "default")!.Account;

        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 10; i++)
                refusals.Note(account, WebhookVerdict.WrongSignature);
            var stored = clock.GetUtcNow().UtcTicks - WebhookRefusals.Interval.Ticks / 2;
            await Eventually.TrueAsync(() => Lines(shop) >= round && shop.Database.Rows<PepayRefusal>().Any(row => row.At > stored));
            clock.Advance(WebhookRefusals.Interval);
        }

        Lines(shop).ShouldBe(3);
        shop.Database.Rows<PepayRefusal>().Count.ShouldBe(1);
    }

    private static SimulatorOptions Quick() => new() { WebhookRetryDelay = TimeSpan.FromMilliseconds(20) };

    private static int Lines(FakeShop shop) => shop.State.Log.Count(static line => line.Contains(WrongSecret));

    private static async Task<IntegrationCheck> WebhooksAsync(FakeShop shop)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IntegrationChecklist>().RunAsync(PepayDefaults.PepayProvider, 0))
            .Single(static check => check.Name == "Webhooks");
    }

    private static async Task<IntegrationCheck> SendTestEventAsync(FakeShop shop)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TestEvents>().SendAsync(PepayDefaults.PepayProvider, 0, default);
    }
}
