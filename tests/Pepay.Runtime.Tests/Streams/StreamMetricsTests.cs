using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Streams;
using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>What dashboards see of a stream.</summary>
public sealed class StreamMetricsTests : IAsyncLifetime
{
    private string Shop { get; } = $"shop-{Guid.NewGuid():N}";

    private readonly ConcurrentQueue<string> measured = [];
    private readonly MeterListener listener = new();
    private StreamServer server = null!;

    public async Task InitializeAsync() => server = await StreamServer.StartAsync();

    public async Task DisposeAsync()
    {
        listener.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Stream_ThatMeetsEverything_CountsIt()
    {
        var account = server.NewAccount();
        account.Publish(Id(1));
        account.Script = async script =>
        {
            if (script.Number == 2)
                await script.StayAsync();
            await script.ListReadAsync(1);
            account.Publish(Id(2));
            await script.PublishAsync(Id(3));
            await script.SendEventAsync(Id(3));
            await script.SendAsync("""{"kind":"hint"}""");
            await script.SendAsync("""{"kind":"fault"}""");
            await script.SendAsync("garbage");
            await script.CloseAsync(WebSocketCloseStatus.NormalClosure);
            await script.StayAsync();
        };
        var clock = new ManualTimeProvider(At(Id(3)).AddSeconds(7));
        Listen();
        await using var following = Following.Start(account, cursor: Id(1), options: Following.Patient(), clock: clock, name: Shop);
        await following.UntilAsync(f => f.Ids.Count > 0);

        await following.UntilAsync(f => f.Checkpoint == Id(3) && account.Connections == 2 && f.State.Phase == StreamPhase.Connected, clock);
        listener.RecordObservableInstruments();

        measured.Order(StringComparer.Ordinal).ShouldBe([
            "pepay.stream.connected 1",
            "pepay.stream.disconnects 1",
            "pepay.stream.duplicates 1",
            "pepay.stream.events 1 source=backfill",
            "pepay.stream.events 1 source=stream",
            "pepay.stream.frames 1 kind=control",
            "pepay.stream.frames 1 kind=error",
            "pepay.stream.frames 1 kind=unknown",
            "pepay.stream.gaps 1 reason=Hole",
            "pepay.stream.lag 7"]);
    }

    [Fact]
    public async Task Connected_WhileThereIsNoConnection_IsZero()
    {
        var account = server.NewAccount();
        account.Refuse = _ => 503;
        Listen();
        await using var following = Following.Start(account, name: Shop);
        await following.UntilAsync(f => f.State.Phase == StreamPhase.Disconnected);

        listener.RecordObservableInstruments();

        measured.ShouldContain("pepay.stream.connected 0");
    }

    private void Listen()
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == InboxMetrics.MeterName)
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, $"{value}", tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, $"{value}", tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, $"{value:0}", tags));
        listener.Start();
    }

    private void Note(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Other tests measure at the same time; the account is this test's alone.
        var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
        if (named.GetValueOrDefault("account") != Shop)
            return;
        (named["provider"], named["stream"]).ShouldBe(("acme", "orders"));
        var more = named.Where(tag => tag.Key is not ("provider" or "account" or "stream")).Select(tag => $" {tag.Key}={tag.Value}");
        measured.Enqueue($"{instrument.Name} {value}{string.Concat(more)}");
    }
}
