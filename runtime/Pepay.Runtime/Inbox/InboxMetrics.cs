using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pepay.Runtime.Inbox;

/// <summary>The runtime's instruments, in the meter <see cref="MeterName"/>.</summary>
public sealed class InboxMetrics : IDisposable
{
    /// <summary>The meter to listen to.</summary>
    public const string MeterName = "Pepay.Runtime";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> requests;
    private readonly Counter<long> accepted;
    private readonly Counter<long> attempts;
    private readonly Histogram<double> lag;
    private readonly Histogram<double> claimAge;
    private readonly ObservableGauge<long> waiting;
    private readonly ObservableGauge<long> dead;
    private readonly ObservableGauge<double> oldest;
    private (InboxCounts Counts, DateTimeOffset At)? counted;

    /// <summary>Makes the instruments.</summary>
    public InboxMetrics()
    {
        requests = meter.CreateCounter<long>("pepay.webhook.requests", "{request}", "Webhook requests by provider, account and verdict.");
        accepted = meter.CreateCounter<long>("pepay.inbox.events", "{event}", "Events handed to the inbox by provider, account, source and result.");
        attempts = meter.CreateCounter<long>("pepay.dispatch.attempts", "{attempt}", "Ended attempts by handler and outcome.");
        lag = meter.CreateHistogram<double>("pepay.dispatch.lag", "s", "Time from the arrival of an event to the start of a handler's first attempt.");
        claimAge = meter.CreateHistogram<double>("pepay.dispatch.claim.age", "s", "Time from the claim of a delivery to its end in this process, by handler and outcome.");
        waiting = meter.CreateObservableGauge("pepay.inbox.waiting", () => Observe(static counts => counts.Waiting), "{event}", "Events that wait for a handler.");
        dead = meter.CreateObservableGauge("pepay.inbox.dead", () => Observe(static counts => counts.Dead), "{event}", "Dead letters.");
        oldest = meter.CreateObservableGauge("pepay.inbox.oldest", ObserveOldest, "s", "Age of the oldest event that waits.");
    }

    internal bool CountsAreWatched => waiting.Enabled || dead.Enabled || oldest.Enabled;

    /// <summary>Counts one answered webhook request.</summary>
    public void Request(string provider, string account, string verdict) =>
        requests.Add(1, new TagList { { "provider", provider }, { "account", account }, { "verdict", verdict } });

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void Accepted(IReadOnlyList<IncomingEvent> events, IReadOnlyList<AcceptResult> results)
    {
        for (var i = 0; i < events.Count; i++)
        {
            accepted.Add(1, new TagList
            {
                { "provider", events[i].Provider },
                { "account", events[i].Account },
                { "source", events[i].Source.ToString().ToLowerInvariant() },
                { "result", results[i].ToString().ToLowerInvariant() },
            });
        }
    }

    internal void Attempt(string handler, string outcome, TimeSpan age)
    {
        var tags = new TagList { { "handler", handler }, { "outcome", outcome } };
        attempts.Add(1, tags);
        claimAge.Record(age.TotalSeconds, tags);
    }

    internal void Lag(string handler, TimeSpan wait) => lag.Record(Math.Max(0, wait.TotalSeconds), new TagList { { "handler", handler } });

    /// <summary>Null when the store could not be asked: then nothing is told, rather than something old.</summary>
    internal void Counted(InboxCounts? counts, DateTimeOffset now) => counted = counts is null ? null : (counts, now);

    private IEnumerable<Measurement<long>> Observe(Func<InboxCounts, long> count) => counted is { } known ? [new(count(known.Counts))] : [];

    private IEnumerable<Measurement<double>> ObserveOldest() => counted is { } known
        ? [new(known.Counts.OldestWaiting is { } since ? Math.Max(0, (known.At - since).TotalSeconds) : 0)] : [];
}
