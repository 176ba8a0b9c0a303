using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Streams;

/// <summary>
/// What this process knows of its streams, for pages, health checks and metrics (meter <see cref="InboxMetrics.MeterName"/>). Thread safe; one per program.
/// </summary>
public sealed class StreamStatus : IDisposable
{
    private readonly Meter meter = new(InboxMetrics.MeterName);
    private readonly ConcurrentDictionary<StreamKey, StreamState> states = [];
    private readonly TimeProvider time;

    /// <summary>Makes the instruments.</summary>
    /// <param name="time">The clock.</param>
    public StreamStatus(TimeProvider time)
    {
        this.time = time;
        Events = meter.CreateCounter<long>("pepay.stream.events", "{event}", "Events delivered by a stream, by source (stream, backfill).");
        Duplicates = meter.CreateCounter<long>("pepay.stream.duplicates", "{event}", "Events that a stream brought again and that were not delivered again.");
        Gaps = meter.CreateCounter<long>("pepay.stream.gaps", "{gap}", "Gaps by reason.");
        Disconnects = meter.CreateCounter<long>("pepay.stream.disconnects", "{disconnect}", "Connections that ended or could not be made.");
        Frames = meter.CreateCounter<long>("pepay.stream.frames", "{frame}", "Frames that are no events, by kind (control, error, unknown).");
        Lag = meter.CreateHistogram<double>("pepay.stream.lag", "s", "Time from the making of a live event to its arrival.");
        meter.CreateObservableGauge("pepay.stream.connected", Connected, null, "1 while the stream is connected, else 0.");
    }

    /// <summary>All streams, by name.</summary>
    public IReadOnlyList<StreamSnapshot> Streams => [.. states.Values.Select(state => state.Snapshot()).OrderBy(snapshot => snapshot.Stream.ToString(), StringComparer.Ordinal)];

    internal Counter<long> Events { get; }

    internal Counter<long> Duplicates { get; }

    internal Counter<long> Gaps { get; }

    internal Counter<long> Disconnects { get; }

    internal Counter<long> Frames { get; }

    internal Histogram<double> Lag { get; }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal StreamState For(StreamKey stream) => states.GetOrAdd(stream, key => new StreamState(this, key, time));

    private IEnumerable<Measurement<int>> Connected() => Streams.Select(snapshot => new Measurement<int>(
        snapshot.Phase == StreamPhase.Connected ? 1 : 0,
        [new("provider", snapshot.Stream.Provider), new("account", snapshot.Stream.Account), new("stream", snapshot.Stream.Name)]));
}
