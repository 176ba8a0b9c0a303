using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.RabbitMq.Tests;

/// <summary>A broker that dies, each test its own.</summary>
public sealed class BrokerFaultTests : IAsyncLifetime
{
    private const string Queue = "pepay.events";

    private readonly TemporaryDatabase file = new();
    private RabbitMqServer broker = null!;

    public async Task InitializeAsync() => broker = await RabbitMqServer.StartNewAsync();

    public async Task DisposeAsync()
    {
        await broker.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task Broker_killed_and_away_for_long_loses_nothing_and_makes_no_dead_letter()
    {
        await using var shop = await ForwardingShop.StartAsync(file, broker.Address, Queue);
        await shop.AcceptAsync([.. Enumerable.Range(0, 20).Select(static i => Event($"before-{i:00}", key: "inv"))]);
        await shop.UntilAllDoneAsync();
        await broker.KillAsync();
        await shop.AcceptAsync([.. Enumerable.Range(0, 20).Select(static i => Event($"during-{i:00}", key: "inv"))]);

        // More tries than the inbox grants to a handler that fails.
        await Eventually.TrueAsync(() => shop.Log.Count(static line => line.Contains("next try in", StringComparison.Ordinal)) > new DispatchOptions().MaxAttempts);
        (await shop.CheckHealthAsync()).Status.ShouldBe(HealthStatus.Degraded);
        await Eventually.TrueAsync(async () => await shop.ForwardingOfAsync("during-00") is { State: DeliveryState.Pending, Attempts: 0, LastError: not null });
        await broker.StartAsync();

        string[] ids = [.. Enumerable.Range(0, 20).SelectMany(static i => new[] { $"before-{i:00}", $"during-{i:00}" })];
        await shop.UntilAllDoneAsync();
        var taken = await Consumer.TakeAsync(broker.Address, Queue, ids);
        taken.Select(static message => message.GetProperty("id").GetString()).ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Shop_that_starts_while_the_broker_is_away_forwards_later()
    {
        await broker.KillAsync();
        await using (var shop = await ForwardingShop.StartAsync(file, broker.Address, Queue))
        {
            await shop.AcceptAsync(Event("evt-1"));
            await Eventually.TrueAsync(() => shop.Log.Any(static line => line.Contains("next try in", StringComparison.Ordinal)));
        }

        await broker.StartAsync();
        await using var restarted = await ForwardingShop.StartAsync(file, broker.Address, Queue);

        await restarted.UntilAllDoneAsync();
        (await Consumer.TakeAsync(broker.Address, Queue, "evt-1")).ShouldHaveSingleItem();
    }
}
