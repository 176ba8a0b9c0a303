using Pepay.CrashHarness.Target;
using Pepay.CrashHarness.Target.Crash;
using Pepay.CrashHarness.Target.Shop;
using Pepay.Simulator;

namespace Pepay.CrashHarness.Support;

/// <summary>
/// One database, one sender, one shopper, one merchant, and a program that is killed and started again and again. At the end the program finishes what is
/// left, and the harness counts what it has done.
/// </summary>
internal sealed class CrashRun : IAsyncDisposable
{
    // Enough for the point to be passed as often as asked; more are offered in further rounds while it has not been.
    private const int EventsPerRound = 6;
    private const int OrdersPerRound = 2;
    private const int DoomedPerRound = 2;
    private const int Rounds = 10;

    // Only a point that is not reached at all takes so long.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(2);

    // Ends what hangs; on a busy machine a program may take a minute to start.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder;
    private readonly string? without;
    private readonly BrokerQueue? queue;
    private readonly SimulatorServer simulator;
    private readonly Sender sender;
    private readonly Shopper shopper;
    private readonly Merchant merchant = new();
    private readonly StreamSource stream;
    private int lives;

    private CrashRun(DirectoryInfo folder, HarnessDatabase database, SimulatorServer simulator, int seed, string? without, Uri? broker)
    {
        this.folder = folder;
        this.simulator = simulator;
        this.without = without;
        Database = database;
        sender = new Sender(seed);
        shopper = new Shopper(simulator);
        stream = new StreamSource(simulator);
        queue = broker is null ? null : new BrokerQueue(broker);
    }

    public HarnessDatabase Database { get; }

    /// <summary>The points at which a process was killed.</summary>
    public List<string> Killed { get; } = [];

    /// <summary>Prepares a run.</summary>
    /// <param name="create">Makes its database, given a folder.</param>
    /// <param name="seed">Of the sender's choices.</param>
    /// <param name="without">The guard that is taken away.</param>
    /// <param name="broker">Where the program forwards its events to; null: it does not.</param>
    public static async Task<CrashRun> CreateAsync(Func<string, Task<HarnessDatabase>> create, int seed, string? without = null, Uri? broker = null)
    {
        var folder = Directory.CreateTempSubdirectory("pepay-crash-");
        var run = new CrashRun(folder, await create(folder.FullName), await SimulatorServer.StartAsync(new SimulatorOptions()), seed, without, broker);
        await run.Database.CreateEffectsAsync();
        return run;
    }

    /// <summary>Starts the program, gives it work until it dies at the point, and checks that it did.</summary>
    public async Task KillAtAsync(CrashPoint point, int occurrence = 1)
    {
        if (lives > 0)
            await Database.LetStreamLeaseRunOutAsync();
        var (target, address) = await StartAsync(Options() with { Point = point.Name, Occurrence = point.IsOnce ? 1 : occurrence });
        await using var _ = target;
        if (address is not null)
            await WorkUntilEndedAsync(target, address, point.Work);

        // A step that nothing waits for may come after all that is counted.
        await Task.WhenAny(target.Ended, Task.Delay(Afterwards));
        if (!target.HasEnded || !target.WasKilled || !(await File.ReadAllLinesAsync(Path.Combine(folder.FullName, CrashPoints.KilledFile))).Last().Equals(point.Name, StringComparison.Ordinal))
            throw new InvalidOperationException($"'{point}' was not reached {occurrence} time(s) in one life.\n{target.Output}");
        Killed.Add(point.Name);
    }

    /// <summary>Kills so many lives, each at a point that chance chooses.</summary>
    public async Task KillAtRandomAsync(IReadOnlyList<CrashPoint> points, int kills, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < kills; i++)
            await KillAtAsync(points[random.Next(points.Count)], 1 + random.Next(4));
    }

    /// <summary>
    /// Starts the program and stops it, without killing it, at the point; a second one takes its work over; then the first goes on. Both end in good order.
    /// </summary>
    public async Task PauseAtAsync(CrashPoint point)
    {
        // No webhook goes to it: a hint that comes with a delivery would be called off with the lease.
        var (paused, address) = await TargetProcess.StartAsync(Options() with { Point = point.Name, Signal = TargetOptions.Stop });
        await using var _ = paused;
        lives++;
        var working = point.Work == Work.Checkout
            ? shopper.RunAsync(address!, 1, () => false)
            : sender.RunAsync(address!, HarnessProvider.Plain, lives, 1, () => paused.IsStopped);
        await WaitForAsync(() => Task.FromResult(paused.IsStopped));

        var (second, secondAddress) = await StartAsync(Options());
        await using var __ = second;
        foreach (var order in shopper.Paid)
            await shopper.ReturnAsync(secondAddress!, order);
        await sender.RunAsync(secondAddress!, HarnessProvider.Plain, lives, EventsPerRound, () => false);
        await WaitForAsync(IsQuietAsync);
        paused.Resume();
        await working;
        await sender.RunAsync(address!, HarnessProvider.Plain, lives, 1, () => false);
        await paused.StopAsync();
        await second.StopAsync();
    }

    /// <summary>
    /// Starts the program and gives it many events at once, half of which fail at their first attempt after they have written; nobody kills it. Events that
    /// are handled together share a transaction.
    /// </summary>
    public async Task BurstAsync(int events)
    {
        var (target, address) = await StartAsync(Options());
        await using var _ = target;
        await Task.WhenAll(
            sender.RunAsync(address!, HarnessProvider.Plain, lives, events / 2, () => false, keys: events),
            sender.RunAsync(address!, HarnessProvider.Shaky, lives, events / 2, () => false, keys: events)).WaitAsync(Patience);
        await WaitForAsync(Database.IsQuietAsync);
        await target.StopAsync();
    }

    /// <summary>Starts the program once more and lets it finish everything, dead letters included, with nobody killing it.</summary>
    public async Task<Audit> FinishAsync()
    {
        if (lives > 0)
            await Database.LetStreamLeaseRunOutAsync();
        var (target, address) = await StartAsync(Options());
        await using var _ = target;
        await Task.WhenAll(sender.RunAsync(address!, HarnessProvider.Plain, lives, 0, () => false), shopper.RunAsync(address!, 0, () => false)).WaitAsync(Patience);
        await WaitForAsync(IsQuietAsync);
        for (var round = 0; round < Rounds && await merchant.ReplayAsync(address!) != 0; round++)
            await WaitForAsync(IsQuietAsync);
        await target.StopAsync();
        return await Audit.MakeAsync(Database, folder.FullName, simulator, sender, stream, queue, shopper);
    }

    /// <summary>Starts the program and ends it in good order, so that its tables are there.</summary>
    public async Task CreateTablesAsync()
    {
        var (target, _) = await TargetProcess.StartAsync(Options() with { Without = null });
        await using var __ = target;
        await target.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        sender.Dispose();
        shopper.Dispose();
        merchant.Dispose();
        stream.Dispose();
        await simulator.DisposeAsync();
        await Database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private TargetOptions Options() => new()
    {
        Store = Database.Store,
        ConnectionString = Database.ConnectionString,
        Folder = folder.FullName,
        XPayUrl = new Uri(simulator.XPayUrl),
        PepayUrl = new Uri(simulator.PepayUrl),
        Broker = queue?.Broker,
        Queue = queue?.Name ?? "",
        Without = without,
    };

    private async Task<(TargetProcess Process, Uri? Address)> StartAsync(TargetOptions options)
    {
        var started = await TargetProcess.StartAsync(options);
        lives++;
        if (started.Address is { } address)
            simulator.SetWebhookTargets(pepayUrl: null, new Uri(address, "/webhooks/xpay").AbsoluteUri);
        return started;
    }

    private async Task WorkUntilEndedAsync(TargetProcess target, Uri address, Work work)
    {
        var (events, orders, type) = work switch
        {
            Work.Checkout => (0, OrdersPerRound, HarnessProvider.Plain),
            Work.StreamEvents => (0, 0, HarnessProvider.Plain),
            Work.SlowEvents => (EventsPerRound, 0, HarnessProvider.Slow),
            Work.ShakyEvents => (EventsPerRound, 0, HarnessProvider.Shaky),
            Work.DeadLetters => (DoomedPerRound, 0, HarnessProvider.Doomed),
            _ => (EventsPerRound, 0, HarnessProvider.Plain),
        };
        for (var round = 0; round < Rounds && !target.HasEnded; round++)
        {
            await Task.WhenAll(
                sender.RunAsync(address, type, lives, events, () => target.HasEnded),
                shopper.RunAsync(address, orders, () => target.HasEnded)).WaitAsync(Patience);

            if (work == Work.StreamEvents)
                await MakeStreamEventsAsync(target);

            // All is handed over; the handlers may still be on their way to the point.
            await WaitForAsync(IsQuietAsync, target.Ended);
            if (work == Work.DeadLetters && await merchant.ReplayAsync(address) > 0)
                await WaitForAsync(IsQuietAsync, target.Ended);
        }
    }

    // A stream that was never followed begins with what is new, so there is nothing to make before it has said where it begins.
    private async Task MakeStreamEventsAsync(TargetProcess target)
    {
        await WaitForAsync(async () => await Database.FindCursorAsync() is not null, target.Ended);
        if (!target.HasEnded)
            await stream.MakeAsync(EventsPerRound);
    }

    /// <summary>Whether the stream says that it has everything, no webhook is on its way, and all that was accepted is done.</summary>
    private async Task<bool> IsQuietAsync() =>
        simulator.Deliveries.All(webhook => webhook.Status == "delivered")
        && (await stream.ListAsync() is not [var newest, ..] || await Database.FindCursorAsync() == newest) && await Database.IsQuietAsync();

    /// <summary>Waits, no longer than until <paramref name="ended"/>.</summary>
    private static async Task WaitForAsync(Func<Task<bool>> condition, Task? ended = null)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (ended is not { IsCompleted: true } && !await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), bound.Token);
    }
}
