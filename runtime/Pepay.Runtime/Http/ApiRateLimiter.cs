namespace Pepay.Runtime.Http;

/// <summary>
/// Keeps the requests of one account within its provider's limit: at most so many in any span, counted when they are let go. Callers are let
/// go in the order in which they came; one that is cancelled takes nobody's place. Thread safe.
/// </summary>
/// <param name="limit">The limit.</param>
/// <param name="time">The clock.</param>
internal sealed class ApiRateLimiter(ApiRateLimit limit, TimeProvider time)
{
    // First come, first served: one waits for the clock, the others for it.
    private readonly SemaphoreSlim turn = new(1, 1);

    // When the last requests were let go, oldest first.
    private readonly Queue<long> recent = new(limit.Requests);

    /// <summary>Completes when one more request may be sent, and counts it.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // More than once, because timers may fire a little early.
            while (Delay() is { } delay)
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            recent.Enqueue(time.GetTimestamp());
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>How long there is no room; null when there is.</summary>
    private TimeSpan? Delay()
    {
        if (recent.Count < limit.Requests)
            return null;
        var delay = limit.Per - time.GetElapsedTime(recent.Peek());
        if (delay > TimeSpan.Zero)
            return delay;
        recent.Dequeue();
        return null;
    }
}
