using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Tests.Inbox;

/// <summary>When old events are looked for.</summary>
public sealed class InboxPrunerTests
{
    [Fact]
    public async Task Prune_OfAHostThatHasJustStarted_IsMinutesAwayAndThenHourly()
    {
        var (clock, store) = (new ManualTimeProvider(Start), new ScriptedInboxStore());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IInboxStore>(store).AddPepayRuntime();
        foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name != "InboxPruner").ToArray())
            builder.Services.Remove(service);
        using var host = builder.Build();
        await host.StartAsync();

        (await WaitAsync()).ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        store.Prunes.ShouldBe(1);

        // After the pause that it makes between two batches.
        (await WaitAsync()).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await WaitAsync()).ShouldBeInRange(TimeSpan.FromMinutes(48), TimeSpan.FromMinutes(72));
        store.Prunes.ShouldBe(2);
        await host.StopAsync();

        // Moves the clock to the next thing that waits for it, and until the one after that is set.
        async Task<TimeSpan> WaitAsync()
        {
            await Eventually.TrueAsync(() => clock.NextDue is not null);
            var wait = clock.NextDue!.Value - clock.GetUtcNow();
            clock.Advance(wait);
            await Eventually.TrueAsync(() => clock.NextDue is not null);
            return wait;
        }
    }
}
