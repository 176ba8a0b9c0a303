namespace Pepay.Runtime.Dispatch;

/// <summary>
/// How much to lease at once: as much as the handlers end in a moment, so that shared transactions fill up, and never so much that deliveries lie here
/// while another process is idle. Thread safe.
/// </summary>
internal sealed class PaceOfHandlers(DispatchOptions options, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly object gate = new();
    private int capacity = options.MaxConcurrency;
    private int claimed;
    private int ended;
    private long claimedAt = time.GetTimestamp();

    /// <summary>How many more to lease now; 0 while enough is held.</summary>
    public int Room(int held)
    {
        lock (gate)
            return held < options.MaxConcurrency || held <= capacity / 2 ? Math.Max(0, capacity - held) : 0;
    }

    public void Claimed(int count)
    {
        lock (gate)
            (claimed, ended, claimedAt) = (count, 0, time.GetTimestamp());
    }

    public void Ended()
    {
        lock (gate)
        {
            // Judged once per claim, when as many ended as were leased in it.
            if (claimed == 0 || ++ended < claimed)
                return;
            var isQuick = time.GetElapsedTime(claimedAt) < Moment;
            if (isQuick && claimed >= capacity / 2)
                capacity = Math.Min(capacity * 2, options.MaxConcurrency * options.MaxTransactionEvents);
            else if (!isQuick)
                capacity = Math.Max(capacity / 2, options.MaxConcurrency);
            claimed = 0;
        }
    }
}
