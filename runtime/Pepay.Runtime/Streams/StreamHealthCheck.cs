using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Pepay.Runtime.Streams;

/// <summary>
/// Unhealthy when a stream is refused; degraded when one has been without a connection for longer than <see cref="MaxDisconnected"/>, or has had a gap
/// within <see cref="GapIsNews"/> that could not be filled. Webhooks and the sweep go on beside it.
/// </summary>
/// <param name="status">The streams.</param>
/// <param name="time">The clock.</param>
public sealed class StreamHealthCheck(StreamStatus status, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a stream may be without a connection before that is worth a look: two minutes.</summary>
    public static readonly TimeSpan MaxDisconnected = TimeSpan.FromMinutes(2);

    /// <summary>How long a gap is shown: one hour.</summary>
    public static readonly TimeSpan GapIsNews = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var streams = status.Streams;
        var data = streams.ToDictionary(s => s.Stream.ToString(), s => (object)s.Phase.ToString(), StringComparer.Ordinal);
        if (streams.FirstOrDefault(s => s.Phase == StreamPhase.Refused) is { } refused)
            return Task.FromResult(HealthCheckResult.Unhealthy(refused.LastError, data: data));
        var problem = streams.Select(Problem).FirstOrDefault(text => text is not null);
        return Task.FromResult(problem is null ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(problem, data: data));
    }

    private string? Problem(StreamSnapshot stream)
    {
        var now = time.GetUtcNow();
        if (stream.Phase == StreamPhase.Disconnected && now - stream.PhaseSince > MaxDisconnected)
            return $"Stream {stream.Stream} has been without a connection since {stream.PhaseSince:u}: {stream.LastError}";
        return stream.LastGap is { IsRepaired: false } gap && now - stream.LastGapAt < GapIsNews ? $"Stream {stream.Stream} has a gap. {gap.Detail}" : null;
    }
}
