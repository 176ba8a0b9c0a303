using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pepay.Runtime.Inbox;

/// <summary>Removes old bodies and, later, old ids of finished events, a little at a time.</summary>
internal sealed partial class InboxPruner(IInboxStore store, IOptions<InboxOptions> options, TimeProvider time, ILogger<InboxPruner> logger) : BackgroundService
{
    private const int Batch = 200;

    // Soon, since a host may never get an hour old; spread, since several may start together.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = First; !stoppingToken.IsCancellationRequested; wait = Interval)
        {
            try
            {
                await Task.Delay(Backoff.After(1, wait, wait), time, stoppingToken).ConfigureAwait(false);
                bool more;
                do
                {
                    var now = time.GetUtcNow();
                    more = await store.PruneAsync(now - options.Value.KeepBodies, now - options.Value.KeepIds, Batch, stoppingToken).ConfigureAwait(false) >= Batch;

                    // Leaves the writer to the webhooks between two batches.
                    await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
                }
                while (more);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Failed(logger, exception);
            }
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "Old events could not be pruned; trying again in about an hour")]
    private static partial void Failed(ILogger logger, Exception exception);
}
