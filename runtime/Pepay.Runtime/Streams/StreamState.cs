using System.Diagnostics;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>Follows one stream's state. Thread safe.</summary>
internal sealed class StreamState(StreamStatus status, StreamKey stream, TimeProvider time)
{
    private readonly object gate = new();
    private StreamSnapshot snapshot = new() { Stream = stream };

    public StreamSnapshot Snapshot()
    {
        lock (gate)
            return snapshot;
    }

    public void Connected(string? since) => Change(s => Enter(s, StreamPhase.Connected) with { Since = since });

    public void Disconnected(string reason)
    {
        status.Disconnects.Add(1, Tags());
        Change(s => Enter(s, StreamPhase.Disconnected) with { LastError = reason });
    }

    public void StandingBy() => Change(s => Enter(s, StreamPhase.StandingBy));

    public void Stopped() => Change(s => s.Phase == StreamPhase.Refused ? s : Enter(s, StreamPhase.Stopped));

    public void Refused(string reason) => Change(s => Enter(s, StreamPhase.Refused) with { LastError = reason });

    public void Error(string reason) => Change(s => s with { LastError = reason });

    public void Verified(DateTimeOffset at) => Change(s => s with { VerifiedAt = at });

    public void RecoveryOff(string reason) => Change(s => s with { RecoveryOff = reason });

    public void Duplicate() => status.Duplicates.Add(1, Tags());

    public void Overflow() => Change(s => s with { LastError = "The consumer was too slow; what found no room is read from the list." });

    public void Frame(StreamItem item)
    {
        var kind = item switch { StreamControl => "control", StreamError => "error", _ => "unknown" };
        status.Frames.Add(1, Tags(("kind", kind)));
        if (item is not StreamControl)
            Change(s => s with { LastError = item is StreamUnknownFrame unknown ? $"A frame could not be read: {unknown.Problem}" : "The server sent an error frame." });
    }

    public void Gap(StreamGap gap)
    {
        status.Gaps.Add(1, Tags(("reason", gap.Reason.ToString())));
        Change(s => s with { GapCount = s.GapCount + 1, LastGap = gap, LastGapAt = time.GetUtcNow() });
    }

    public void Event(EventEnvelope envelope, EventSource source)
    {
        var now = time.GetUtcNow();
        status.Events.Add(1, Tags(("source", source.ToString().ToLowerInvariant())));
        var lag = source == EventSource.Stream && envelope.CreatedAt is { } created ? now - created : (TimeSpan?)null;
        if (lag is { } waited)
            status.Lag.Record(Math.Max(0, waited.TotalSeconds), Tags());
        Change(s => s with { Events = s.Events + 1, LastEventId = envelope.Id, LastEventAt = now, Lag = lag ?? s.Lag });
    }

    private StreamSnapshot Enter(StreamSnapshot before, StreamPhase phase) =>
        before.Phase == phase ? before : before with { Phase = phase, PhaseSince = time.GetUtcNow() };

    private void Change(Func<StreamSnapshot, StreamSnapshot> change)
    {
        lock (gate)
            snapshot = change(snapshot);
    }

    private TagList Tags(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var tags = new TagList { { "provider", stream.Provider }, { "account", stream.Account }, { "stream", stream.Name } };
        foreach (var (name, value) in more)
            tags.Add(name, value);
        return tags;
    }
}
