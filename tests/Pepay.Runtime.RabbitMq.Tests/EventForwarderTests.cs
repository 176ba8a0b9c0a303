using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Inbox;
using RabbitMQ.Client;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.RabbitMq.Tests;

public sealed class EventForwarderTests(RunningBroker running) : IClassFixture<RunningBroker>, IDisposable
{
    private readonly TemporaryDatabase file = new();
    private readonly RabbitMqServer broker = running.Server;
    private readonly string queue = $"events-{Guid.NewGuid():N}";

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Accepted_event_is_in_the_quorum_queue_as_a_CloudEvent()
    {
        await using var shop = await ForwardingShop.StartAsync(file, broker.Address, queue);

        await shop.AcceptAsync(Event("evt-1", key: "inv 1", account: "eu shop") with { NeedsProof = true });

        await shop.UntilAllDoneAsync();
        var message = (await Consumer.TakeAsync(broker.Address, queue, "evt-1")).ShouldHaveSingleItem();
        message.GetRawText().ShouldBe(
            """{"specversion":"1.0","id":"evt-1","source":"/pepay/eu%20shop","type":"invoice.updated","time":"2025-12-31T23:59:00Z","subject":"inv 1","environment":"test","needsproof":true,"datacontenttype":"application/json","data":{"id":"evt-1"}}""");
        (await QueueTypeIsQuorumAsync()).ShouldBeTrue();
        (await shop.CheckHealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Events_of_one_key_arrive_in_their_order()
    {
        await using var shop = await ForwardingShop.StartAsync(file, broker.Address, queue);
        var ids = Enumerable.Range(0, 60).Select(static i => $"evt-{i:00}").ToArray();

        await shop.AcceptAsync([.. ids.Select(static (id, i) => Event(id, key: $"inv-{i % 3}"))]);

        await shop.UntilAllDoneAsync();
        var taken = await Consumer.TakeAsync(broker.Address, queue, ids);
        foreach (var key in taken.GroupBy(static message => message.GetProperty("subject").GetString()))
            key.Select(static message => message.GetProperty("id").GetString()).ShouldBeInOrder();
        taken.Count.ShouldBe(60);
    }

    [Fact]
    public async Task Queue_deleted_under_way_is_declared_again()
    {
        await using var shop = await ForwardingShop.StartAsync(file, broker.Address, queue);
        await shop.AcceptAsync(Event("evt-1"));
        await shop.UntilAllDoneAsync();
        await using (var connection = await new ConnectionFactory { Uri = broker.Address }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync())
            await channel.QueueDeleteAsync(queue);

        await shop.AcceptAsync(Event("evt-2"));

        await shop.UntilAllDoneAsync();
        (await Consumer.TakeAsync(broker.Address, queue, "evt-2")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Wrong_password_is_waited_out_and_in_no_log()
    {
        var wrong = new Uri(broker.Address.AbsoluteUri.Replace("guest:guest", "guest:s3cr3t-p4ss", StringComparison.Ordinal));
        await using var shop = await ForwardingShop.StartAsync(file, wrong, queue);

        await shop.AcceptAsync(Event("evt-1"));

        await Eventually.TrueAsync(async () => await shop.ForwardingOfAsync("evt-1") is { State: DeliveryState.Pending, LastError: not null });
        var shown = await shop.ForwardingOfAsync("evt-1");
        (string.Join('\n', shop.Log) + shown!.LastError).ShouldNotContain("s3cr3t-p4ss");
    }

    private async Task<bool> QueueTypeIsQuorumAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var refusal = await Should.ThrowAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false));
        return refusal.Message.Contains("quorum", StringComparison.Ordinal);
    }
}

/// <summary>One broker for the tests that leave it running.</summary>
public sealed class RunningBroker : IAsyncLifetime
{
    internal RabbitMqServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RabbitMqServer.StartNewAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
