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

    /// <summary>Makes the instruments.</summary>
    public InboxMetrics()
    {
        requests = meter.CreateCounter<long>("pepay.webhook.requests", "{request}", "Webhook requests by provider, account and verdict.");
        accepted = meter.CreateCounter<long>("pepay.inbox.events", "{event}", "Events handed to the inbox by provider, account, source and result.");
        attempts = meter.CreateCounter<long>("pepay.dispatch.attempts", "{attempt}", "Ended attempts by handler and outcome.");
        lag = meter.CreateHistogram<double>("pepay.dispatch.lag", "s", "Time from the arrival of an event to the start of a handler's first attempt.");
    }

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

    internal void Attempt(string handler, string outcome) => attempts.Add(1, new TagList { { "handler", handler }, { "outcome", outcome } });

    internal void Lag(string handler, TimeSpan wait) => lag.Record(Math.Max(0, wait.TotalSeconds), new TagList { { "handler", handler } });
}
