using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Pepay.Runtime.Inbox;

/// <summary>
/// Unhealthy when the inbox cannot be reached; degraded when events are dead letters or the oldest waiting one is older than <see cref="MaxLag"/>.
/// </summary>
/// <param name="store">The inbox.</param>
/// <param name="time">The clock.</param>
public sealed class InboxHealthCheck(IInboxStore store, TimeProvider time) : IHealthCheck
{
    /// <summary>How long an event may wait before that is worth a look: five minutes.</summary>
    public static readonly TimeSpan MaxLag = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // On another thread: an embedded store may block instead of waiting.
            var counts = await Task.Run(CountAsync, cancellationToken).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return Judge(counts);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var which = exception is DatabaseUnusableException ? " " + exception.Message : "";
            return HealthCheckResult.Unhealthy("The inbox cannot be reached: webhooks are answered with 503 and come again." + which, exception);
        }

        async Task<InboxCounts> CountAsync()
        {
            // Tells why when the tables could not be prepared at start.
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            return await store.CountAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private HealthCheckResult Judge(InboxCounts counts)
    {
        var lag = counts.OldestWaiting is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        var data = new Dictionary<string, object>
        {
            ["waiting"] = counts.Waiting,
            ["parked"] = counts.Parked,
            ["dead"] = counts.Dead,
            ["lagSeconds"] = Math.Max(0, lag.TotalSeconds),
        };
        if (counts.Dead > 0)
            return HealthCheckResult.Degraded($"{counts.Dead} event(s) are dead letters: look at their errors, then replay or dismiss them.", data: data);
        return lag > MaxLag
            ? HealthCheckResult.Degraded($"The oldest waiting event is {lag.TotalMinutes:0} minutes old.", data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
