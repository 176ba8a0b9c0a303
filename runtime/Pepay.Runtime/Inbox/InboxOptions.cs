namespace Pepay.Runtime.Inbox;

/// <summary>Limits of the inbox.</summary>
public sealed class InboxOptions
{
    /// <summary>How long bodies and headers of finished events are kept; default 30 days.</summary>
    public TimeSpan KeepBodies { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the ids of finished events are remembered; default 40 days, at least 35 and at least <see cref="KeepBodies"/>.</summary>
    public TimeSpan KeepIds { get; set; } = TimeSpan.FromDays(40);

    /// <summary>The most events in one commit; default 256.</summary>
    public int MaxBatch { get; set; } = 256;

    /// <summary>How many bytes of events may wait for their commit; default 64 MiB. More are refused with <see cref="InboxBusyException"/>.</summary>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The problem with these settings; null when there is none.</summary>
    internal string? Problem()
    {
        if (KeepIds < TimeSpan.FromDays(35) || KeepIds < KeepBodies)
            return "InboxOptions.KeepIds must be at least 35 days and not less than KeepBodies: a sender's late repetition would count as a new event.";
        return KeepBodies < TimeSpan.Zero || MaxBatch < 1 || MaxWaitingBytes < 1
            ? "InboxOptions.KeepBodies must not be negative; MaxBatch and MaxWaitingBytes must be at least 1." : null;
    }
}
