namespace Pepay.Runtime.Telemetry;

/// <summary>
/// Decides when to say that something is away which is asked again and again: at once, then each time twice as long after, and once more when it is back.
/// Not thread safe.
/// </summary>
internal sealed class OutageLog(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private DateTimeOffset? since;
    private DateTimeOffset next;
    private TimeSpan interval;

    /// <summary>Notes a failure.</summary>
    /// <returns>Whether to say so.</returns>
    public bool Failed()
    {
        var now = time.GetUtcNow();
        if (since is null)
            (since, interval) = (now, First);
        else if (now < next)
            return false;
        else
            interval = interval * 2 < Longest ? interval * 2 : Longest;
        next = now + interval;
        return true;
    }

    /// <summary>Notes that it works.</summary>
    /// <returns>How long it was away; null when it was not.</returns>
    public TimeSpan? Worked()
    {
        var lasted = time.GetUtcNow() - since;
        since = null;
        return lasted;
    }
}
