using System.Diagnostics;
using System.Threading.Channels;
using Pepay.Runtime.Telemetry;

namespace Pepay.Runtime.Inbox;

/// <summary>
/// The one way into the inbox: joins what arrives while commits run into the next one. Thread safe. Disposing it stores what is waiting first.
/// </summary>
public sealed class InboxAcceptor : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    private readonly IInboxStore store;
    private readonly InboxSignal signal;
    private readonly InboxMetrics metrics;
    private readonly InboxOptions options;
    private readonly TimeProvider time;
    private readonly Channel<Submission> waiting = Channel.CreateUnbounded<Submission>();
    private readonly Task loops;
    private long waitingBytes;

    /// <summary>Makes an acceptor and starts its loops, one for each accept that the store can run beside others.</summary>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    public InboxAcceptor(IInboxStore store, InboxSignal signal, InboxMetrics metrics, InboxOptions options, TimeProvider time)
    {
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        this.store = store;
        this.signal = signal;
        this.metrics = metrics;
        this.options = options;
        this.time = time;

        // On threads of the pool, never on the caller's: a store may block, and callers have a deadline.
        loops = Task.WhenAll(Enumerable.Range(0, store.ConcurrentAccepts).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>
    /// Stores events. The task completes when they are durable. There is no cancellation: a caller that stops waiting does not undo what it handed over.
    /// </summary>
    /// <returns>One result per event, in the same order.</returns>
    /// <exception cref="InboxBusyException">Too much is waiting for its commit; nothing was taken.</exception>
    public Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> events)
    {
        if (events.Count == 0)
            return Task.FromResult<IReadOnlyList<AcceptResult>>([]);
        var submission = new Submission(Traced(events));
        if (Interlocked.Add(ref waitingBytes, submission.Bytes) > options.MaxWaitingBytes || !waiting.Writer.TryWrite(submission))
        {
            Interlocked.Add(ref waitingBytes, -submission.Bytes);
            return Task.FromException<IReadOnlyList<AcceptResult>>(new InboxBusyException(
                "The inbox has too many events waiting for the database, or is closing. Try again."));
        }

        return submission.Done.Task;
    }

    // So that a handler's trace leads back to what brought the event, from whichever process and whenever it runs.
    private static IReadOnlyList<IncomingEvent> Traced(IReadOnlyList<IncomingEvent> events) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace }
            ? [.. events.Select(incoming => incoming with { Headers = new Dictionary<string, string>(incoming.Headers) { [PepayTelemetry.TraceHeader] = trace } })]
            : events;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        try
        {
            await loops.WaitAsync(CloseTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The database hangs. Nobody was told that these events are safe, so their senders send them again.
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<Submission>();
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            var count = 0;
            while (count < options.MaxBatch && waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
                count += next.Events.Count;
            }

            await CommitAsync(batch).ConfigureAwait(false);

            // Behind the senders whose answer is now there: what they send next joins one commit, in place of one commit for the first and one for the rest.
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<Submission> batch)
    {
        try
        {
            var events = batch.Count == 1 ? batch[0].Events : [.. batch.SelectMany(submission => submission.Events)];
            var results = await store.AcceptAsync(events, CancellationToken.None).ConfigureAwait(false);

            // A crash here leaves stored events whose senders got no answer; they send again and are told "duplicate".
            var at = 0;
            foreach (var submission in batch)
            {
                submission.Done.SetResult([.. results.Skip(at).Take(submission.Events.Count)]);
                at += submission.Events.Count;
            }

            metrics.Accepted(events, results);
            signal.Set();
        }
        catch (Exception exception)
        {
            foreach (var submission in batch)
                submission.Done.TrySetException(exception);
        }
        finally
        {
            foreach (var submission in batch)
                Interlocked.Add(ref waitingBytes, -submission.Bytes);
        }
    }

    private sealed class Submission(IReadOnlyList<IncomingEvent> events)
    {
        public IReadOnlyList<IncomingEvent> Events { get; } = events;

        public long Bytes { get; } = events.Sum(e => (long)e.Body.Length + 1024);

        public TaskCompletionSource<IReadOnlyList<AcceptResult>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
