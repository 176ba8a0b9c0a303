using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Telemetry;

namespace Pepay.Runtime.Dispatch;

/// <summary>Leases what is due and runs the handlers, until the host stops; then lets them finish.</summary>
internal sealed class EventDispatcher : BackgroundService
{
    private static readonly TimeSpan UnparkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GiveBackTime = TimeSpan.FromSeconds(2);

    private readonly IInboxStore store;
    private readonly RoutingTable routes;
    private readonly DeliveryRunner runner;
    private readonly InboxSignal signal;
    private readonly DispatchOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<EventDispatcher> logger;
    private readonly string owner = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly CancellationTokenSource handlers = new();
    private readonly Channel<HeldDelivery> queue = Channel.CreateUnbounded<HeldDelivery>();
    private readonly LeaseKeeper leases;
    private readonly PaceOfHandlers pace;
    private readonly OutageLog outage;
    private DateTimeOffset nextUnpark = DateTimeOffset.MinValue;
    private bool initialized;

    public EventDispatcher(
        IInboxStore store, RoutingTable routes, DeliveryRunner runner, InboxSignal signal,
        IOptions<DispatchOptions> options, TimeProvider time, ILogger<EventDispatcher> logger)
    {
        options.Value.Check();
        this.store = store;
        this.routes = routes;
        this.runner = runner;
        this.signal = signal;
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        leases = new LeaseKeeper(store, this.options.Lease, time);
        pace = new PaceOfHandlers(this.options, time);
        outage = new OutageLog(time);
    }

    /// <summary>Prepares the tables before the host takes requests. A database that is down is waited for; one that forgets is refused.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InitializeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not InboxConfigurationException && !cancellationToken.IsCancellationRequested)
        {
            NoteUnavailable(exception);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets running handlers finish, no longer than the drain time and no longer than the host waits.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ExecuteTask is not { IsCompleted: false } draining)
            return;

        // The host waits no longer. Those that run are cancelled; giving their events back is worth a moment more.
        await handlers.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(draining, Task.Delay(GiveBackTime, CancellationToken.None)).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ended = new CancellationTokenSource();
        var keeping = leases.RunAsync(ended.Token);
        Task[] running = [.. Enumerable.Range(0, options.MaxConcurrency).Select(_ => Task.Run(() => runner.RunAsync(queue.Reader, End), CancellationToken.None))];
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await StartDueAsync(handlers.Token, stoppingToken).ConfigureAwait(false);
                if (outage.Worked() is { } lasted)
                    DispatchLog.InboxBack(logger, lasted);
            }
            catch (Exception exception)
            {
                // Whatever fails while the host stops: what runs is waited for all the same.
                if (!stoppingToken.IsCancellationRequested)
                    NoteUnavailable(exception);
            }

            if (!more)
                await WaitAsync(stoppingToken).ConfigureAwait(false);
        }

        queue.Writer.Complete();
        await DrainAsync(Task.WhenAll(running)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
    }

    /// <summary>Starts what is due, as far as there is room.</summary>
    /// <returns>Whether there may be more to start at once.</returns>
    private async Task<bool> StartDueAsync(CancellationToken handlers, CancellationToken stopping)
    {
        await InitializeAsync(stopping).ConfigureAwait(false);
        await UnparkAsync(stopping).ConfigureAwait(false);
        var room = pace.Room(leases.Count);
        if (room == 0)
            return false;

        // Not cancelled half way: a lease that nobody knows of would have to run out.
        var claimed = await store.ClaimAsync(new ClaimRequest(routes, owner, room, options.Lease), CancellationToken.None).ConfigureAwait(false);
        pace.Claimed(claimed.Count);
        foreach (var delivery in claimed)
            queue.Writer.TryWrite(leases.Hold(delivery, handlers));
        return claimed.Count > 0 && claimed.Count < room;
    }

    private void End(HeldDelivery held)
    {
        leases.Release(held);
        held.Dispose();
        pace.Ended();
        signal.Set();
    }

    // It is asked every second; a log that says so every second hides everything else.
    private void NoteUnavailable(Exception exception)
    {
        if (outage.Failed())
            DispatchLog.InboxUnavailable(logger, exception);
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (initialized)
            return;
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        initialized = true;
    }

    // Repeated, because an older version of the program may still be parking events while this one runs.
    private async Task UnparkAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < nextUnpark)
            return;
        var unparked = await store.UnparkAsync(routes, cancellationToken).ConfigureAwait(false);
        nextUnpark = time.GetUtcNow() + UnparkInterval;
        if (unparked > 0)
            DispatchLog.Unparked(logger, unparked);
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var poll = new CancellationTokenSource(options.PollInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, stopping);
        try
        {
            await signal.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time to poll, or to stop.
        }
    }

    private async Task DrainAsync(Task running)
    {
        try
        {
            await running.WaitAsync(options.DrainTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            DispatchLog.DrainTimedOut(logger, leases.Count);
            await handlers.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
    }
}
