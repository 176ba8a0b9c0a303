namespace Pepay.Runtime.Streams;

/// <summary>What a stream is doing.</summary>
public enum StreamPhase
{
    /// <summary>Not begun yet, or ended on purpose.</summary>
    Stopped,

    /// <summary>Another process follows it; this one takes over when that one's lease runs out.</summary>
    StandingBy,

    /// <summary>Without a connection; one is being made, or waited for.</summary>
    Disconnected,

    /// <summary>Connected.</summary>
    Connected,

    /// <summary>Refused by the provider; it stays so until the program is started again.</summary>
    Refused,
}

/// <summary>The state of one stream at one moment. Times are UTC.</summary>
public sealed record StreamSnapshot
{
    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>What it is doing.</summary>
    public StreamPhase Phase { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? PhaseSince { get; init; }

    /// <summary>The event id that the last connection asked to begin after; null when it began with what was new.</summary>
    public string? Since { get; init; }

    /// <summary>The id of the last delivered event.</summary>
    public string? LastEventId { get; init; }

    /// <summary>When it was delivered.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>How long after its making the last live event arrived; null when events do not say their time.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>When the stream was last compared with the provider's list.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>How many events were delivered.</summary>
    public long Events { get; init; }

    /// <summary>How many gaps there were.</summary>
    public long GapCount { get; init; }

    /// <summary>The last gap; null when there was none.</summary>
    public StreamGap? LastGap { get; init; }

    /// <summary>When it was seen.</summary>
    public DateTimeOffset? LastGapAt { get; init; }

    /// <summary>The last error or reason for a disconnect; null when there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>Why nothing that is missed can be recovered; null when it can.</summary>
    public string? RecoveryOff { get; init; }
}
