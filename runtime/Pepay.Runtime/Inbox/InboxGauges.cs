using Microsoft.Extensions.Hosting;

namespace Pepay.Runtime.Inbox;

/// <summary>Counts what waits and what is dead, for as long as somebody listens to these instruments.</summary>
internal sealed class InboxGauges(IInboxStore store, InboxMetrics metrics, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (metrics.CountsAreWatched)
                metrics.Counted(await CountAsync(stoppingToken).ConfigureAwait(false), time.GetUtcNow());
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Null while the store is away, which the health check tells.</returns>
    private async Task<InboxCounts?> CountAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await store.CountAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
