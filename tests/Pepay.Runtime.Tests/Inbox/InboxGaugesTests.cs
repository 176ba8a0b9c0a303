using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Tests.Inbox;

/// <summary>What dashboards see of what waits. Other tests measure at the same time; the numbers are this test's alone.</summary>
public sealed class InboxGaugesTests : IAsyncLifetime
{
    private readonly ManualTimeProvider clock = new(Start);
    private readonly ScriptedInboxStore store = new();
    private readonly ConcurrentQueue<string> measured = [];
    private readonly MeterListener listener = new();
    private IHost host = null!;

    public Task InitializeAsync()
    {
        listener.InstrumentPublished = static (instrument, to) =>
        {
            if (instrument.Meter.Name == InboxMetrics.MeterName && instrument.IsObservable)
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Enqueue($"{instrument.Name} {value}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Enqueue($"{instrument.Name} {value}"));
        listener.Start();

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IInboxStore>(store).AddPepayRuntime();
        foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name != "InboxGauges").ToArray())
            builder.Services.Remove(service);
        host = builder.Build();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        listener.Dispose();
    }

    [Fact]
    public async Task Gauges_HaveWhatTheStoreCounts()
    {
        store.Counts = () => Task.FromResult(new InboxCounts(71001, 5, 71002, Start.AddSeconds(-71003)));
        await host.StartAsync();
        await Eventually.TrueAsync(() => Measure().Contains("pepay.inbox.oldest 71003"));
        Measure().ShouldSatisfyAllConditions(seen => seen.ShouldContain("pepay.inbox.waiting 71001"), seen => seen.ShouldContain("pepay.inbox.dead 71002"));

        store.Counts = () => Task.FromResult(new InboxCounts(72001, 0, 72002, null));
        await Eventually.TrueAsync(() => Measure().Contains("pepay.inbox.waiting 72001"), () => clock.Advance(TimeSpan.FromSeconds(1)));
        Measure().ShouldSatisfyAllConditions(
            seen => seen.ShouldContain("pepay.inbox.dead 72002"), seen => seen.ShouldContain("pepay.inbox.oldest 0"), seen => seen.ShouldNotContain("pepay.inbox.oldest 71003"));
    }

    [Fact]
    public async Task Gauges_StoreIsAway_SayNothingRatherThanSomethingOld()
    {
        store.Counts = () => Task.FromResult(new InboxCounts(73001, 0, 0, null));
        await host.StartAsync();
        await Eventually.TrueAsync(() => Measure().Contains("pepay.inbox.waiting 73001"));

        store.Counts = () => throw new IOException("disk");
        await Eventually.TrueAsync(() => !Measure().Contains("pepay.inbox.waiting 73001"), () => clock.Advance(TimeSpan.FromSeconds(1)));

        store.Counts = () => Task.FromResult(new InboxCounts(73002, 0, 0, null));
        await Eventually.TrueAsync(() => Measure().Contains("pepay.inbox.waiting 73002"), () => clock.Advance(TimeSpan.FromSeconds(1)));
    }

    private HashSet<string> Measure()
    {
        measured.Clear();
        listener.RecordObservableInstruments();
        return [.. measured];
    }
}
