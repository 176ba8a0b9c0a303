using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sqlite.Streams;
using Pepay.Runtime.Streams;
using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>Hosts that follow one stream into one store, as the processes of a farm do.</summary>
public sealed class StreamFollowerTests : IAsyncLifetime
{
    private static readonly StreamKey Key = new("acme", "default", "orders");

    private readonly ManualTimeProvider clock = new(At(Id(1)));
    private readonly TemporaryDatabase file = new();
    private readonly List<Host> hosts = [];
    private StreamServer server = null!;
    private StreamAccount account = null!;

    public async Task InitializeAsync()
    {
        server = await StreamServer.StartAsync();
        account = server.NewAccount();
    }

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await server.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task Follow_IntoTheInbox_StoresEveryEventOnceAndThenTheCursor()
    {
        account.Script = async script =>
        {
            await script.ListReadAsync(2);
            foreach (var i in Enumerable.Range(1, 50))
                await script.PublishAsync(Id(i));
            await script.ReplayAsync();
            await script.StayAsync();
        };
        var host = await StartAsync();
        await Eventually.TrueAsync(async () => (await host.EventsAsync()).Count == 50);

        await UntilAsync(async () => await CursorAsync(host) == Id(50));

        var events = await host.EventsAsync();
        events.Select(e => e.EventId).ShouldBe(Enumerable.Range(1, 50).Select(Id));
        events[0].OrderingKey.ShouldBe("o1");
        events.ShouldContain(e => e.Source == EventSource.Stream);
        events.ShouldAllBe(e => e.SecretId == null && !e.NeedsProof);
    }

    [Fact]
    public async Task Follow_TwoProcesses_OneConnectsAndTheOtherTakesOverWhenItDies()
    {
        account.Script = PlayAsync;
        var first = await StartAsync();
        await UntilAsync(() => Task.FromResult(first.Phase == StreamPhase.Connected));
        var second = await StartAsync();
        await UntilAsync(() => Task.FromResult(second.Phase == StreamPhase.StandingBy && account.ListReads >= 3));
        account.Connections.ShouldBe(1);

        // It has looked at the list for the last time before an audit, which its clock will not reach.
        first.Die();
        account.Publish([.. Enumerable.Range(1, 20).Select(Id)]);
        await UntilAsync(async () => second.Phase == StreamPhase.Connected && (await second.EventsAsync()).Count == 20);

        (await second.EventsAsync()).Select(e => e.EventId).ShouldBe(account.Listed);
    }

    [Fact]
    public async Task Follow_WhileItLives_RenewsTheLease()
    {
        account.Script = PlayAsync;
        var host = await StartAsync();
        await UntilAsync(() => Task.FromResult(host.Phase == StreamPhase.Connected));

        var later = clock.GetUtcNow() + TimeSpan.FromSeconds(90);
        await UntilAsync(async () => (await host.Positions.FindAsync(Key, default))!.LeaseUntil >= later);

        account.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Follow_PausedWhileAnotherTookOver_StandsByAfterwards()
    {
        account.Script = PlayAsync;
        var first = await StartAsync();
        await UntilAsync(() => Task.FromResult(first.Phase == StreamPhase.Connected));
        var second = await StartAsync();
        first.Die();
        await UntilAsync(() => Task.FromResult(second.Phase == StreamPhase.Connected));

        first.WakeUp();
        await UntilAsync(() => Task.FromResult(first.Phase == StreamPhase.StandingBy));
    }

    [Fact]
    public async Task Follow_HostStops_GivesTheLeaseBack()
    {
        account.Script = PlayAsync;
        var first = await StartAsync();
        await UntilAsync(() => Task.FromResult(first.Phase == StreamPhase.Connected));

        await first.StopAsync();

        first.Phase.ShouldBe(StreamPhase.Stopped);
        (await first.Positions.FindAsync(Key, default))!.LeaseUntil.ShouldBeNull();
        var second = await StartAsync();
        await Eventually.TrueAsync(() => second.Phase == StreamPhase.Connected);
    }

    [Fact]
    public async Task Follow_StoreFails_KeepsTheEventsUntilItWorksAndSavesNoCursorBefore()
    {
        account.Publish([.. Enumerable.Range(1, 30).Select(Id)]);
        var tries = 0;

        // While the first ones fail, all others and the checkpoint behind them arrive; then those fail.
        var store = new ScriptedInboxStore { BeforeCommit = _ => tries++ is not 3 and < 8 ? throw new IOException("disk full") : Task.CompletedTask };
        var host = await StartAsync(store, cursor: "");

        await UntilAsync(async () =>
        {
            var cursor = await CursorAsync(host);
            if (cursor is { Length: > 0 })
                store.Stored.Count.ShouldBe(30, $"the cursor is {cursor}");
            return cursor == Id(30);
        });

        store.Stored.Select(e => e.EventId).Order().ShouldBe(account.Listed.Order());
    }

    [Fact]
    public async Task Follow_StoreFailsForLong_TriesMoreSeldom()
    {
        account.Publish(Id(1));
        var tries = 0;
        var store = new ScriptedInboxStore { BeforeCommit = _ => ++tries <= 9 ? throw new IOException("disk full") : Task.CompletedTask };
        var waits = new Waits(Waits.BeforeEventsAreStored);
        var host = await StartAsync(store, cursor: "", log: waits);

        await UntilAsync(async () => await CursorAsync(host) == Id(1));

        var spread = waits.Seconds.Select((wait, i) => wait / Math.Min(Math.Pow(2, i), 60)).ToList();
        spread.Count.ShouldBe(9);
        spread.ShouldAllBe(part => part >= 0.8 && part <= 1.2);
    }

    [Fact]
    public async Task Follow_CursorIsRefused_StandsByAsOneThatWasTakenOver()
    {
        account.Publish([.. Enumerable.Range(1, 10).Select(Id)]);
        var log = new LogLines();
        var host = await StartAsync(cursor: Id(1), log: log, positions: store => new ScriptedStreamStore(store) { BeforeSave = TakeOverAsync });

        // The clock stands still: no renewal says so first.
        await Eventually.TrueAsync(() => log.Lines.Any(line => line.Contains("was taken over by another process", StringComparison.Ordinal)));
        await UntilAsync(() => Task.FromResult(host.Phase == StreamPhase.StandingBy));

        var position = (await host.Positions.FindAsync(Key, default))!;
        (position.Cursor, position.Owner).ShouldBe((Id(1), "another"));
        account.Connections.ShouldBe(1);
        host.Status.Streams.Single().LastError.ShouldBeNull();

        // What a pause of this process leaves behind: its lease ran out, and another one holds the stream.
        static async Task TakeOverAsync(IStreamStore store, StreamLease lease, string cursor)
        {
            if (cursor != Id(10))
                return;
            await store.ReleaseAsync(lease, default);
            await store.TryAcquireAsync(Key, "another", TimeSpan.FromDays(1), default);
        }
    }

    [Fact]
    public async Task Follow_CursorCannotBeSavedForNow_FollowsAnewAndLosesNothing()
    {
        account.Publish([.. Enumerable.Range(1, 10).Select(Id)]);
        var failures = 3;
        var host = await StartAsync(cursor: Id(1), positions: store => new ScriptedStreamStore(store)
        {
            BeforeSave = (_, _, cursor) => cursor == Id(10) && failures-- > 0 ? throw new IOException("disk full") : Task.CompletedTask,
        });

        await UntilAsync(async () => await CursorAsync(host) == Id(10));

        (await host.EventsAsync()).Select(e => e.EventId).ShouldBe(Enumerable.Range(2, 9).Select(Id));
        account.Connections.ShouldBe(4);
        host.Status.Streams.Single().LastError.ShouldBe("disk full");
    }

    [Fact]
    public async Task Follow_FailsForLong_StartsAnewMoreSeldomUntilItGetsOn()
    {
        account.Publish(Id(1), Id(2));
        var tries = new ConcurrentQueue<DateTimeOffset>();
        var waits = new Waits(Waits.BeforeItStartsAnew);
        var failing = true;
        var host = await StartAsync(cursor: Id(1), log: waits, positions: store => new ScriptedStreamStore(store)
        {
            BeforeSave = (_, _, cursor) =>
            {
                if (!failing || cursor == Id(1))
                    return Task.CompletedTask;
                tries.Enqueue(clock.GetUtcNow());
                throw new IOException("disk full");
            },
        });
        await UntilAsync(() => Task.FromResult(waits.Seconds.Count == 9));
        failing = false;
        await UntilAsync(async () => await CursorAsync(host) == Id(2));
        failing = true;
        account.Publish(Id(3));
        await UntilAsync(() => Task.FromResult(waits.Seconds.Count == 10));

        // Doubled from a second on and spread by a fifth; and after the success from the beginning.
        var said = waits.Seconds.ToList();
        said.Select((wait, i) => wait / (i == 9 ? 1 : Math.Min(Math.Pow(2, i), 60))).ShouldAllBe(part => part >= 0.8 && part <= 1.2);
        tries.Zip(tries.Skip(1), static (before, next) => (next - before).TotalSeconds).Take(8).Zip(said).ShouldAllBe(pair => pair.First >= pair.Second);
    }

    [Fact]
    public async Task Gap_MakesOpenPaymentsDueForTheSweep()
    {
        account.Publish([.. Enumerable.Range(1, 10).Select(Id)]);
        account.Forget(5);
        var host = await StartAsync(cursor: Id(2), sweeping: false);
        var payments = host.Services.GetRequiredService<IPaymentStore>();
        await UntilAsync(async () => await payments.FindAsync("open", default) is { } payment && payment.NextCheckAt <= clock.GetUtcNow());

        (await payments.FindAsync("settled", default))!.NextCheckAt.ShouldBe(At(Id(1)).AddDays(1));
        (await payments.FindAsync("other", default))!.NextCheckAt.ShouldBe(At(Id(1)).AddHours(3));
        var health = await new StreamHealthCheck(host.Status, clock).CheckHealthAsync(new HealthCheckContext());
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldNotBeNull().ShouldContain("no longer has event e2");
    }

    [Fact]
    public async Task Start_WithOptionsThatCannotWork_KeepsTheHostFromStarting()
    {
        var refused = await Should.ThrowAsync<ArgumentException>(() => StartAsync(options: new EventStreamOptions { BufferSize = 0 }));

        refused.Message.ShouldContain("BufferSize");
    }

    [Fact]
    public async Task Refused_EndsTheFollowingAndIsUnhealthy()
    {
        account.Refuse = _ => 401;
        var host = await StartAsync();

        await UntilAsync(() => Task.FromResult(host.Phase == StreamPhase.Refused));

        var health = await new StreamHealthCheck(host.Status, clock).CheckHealthAsync(new HealthCheckContext());
        health.Status.ShouldBe(HealthStatus.Unhealthy);
        health.Description.ShouldNotBeNull().ShouldContain("401");
        await UntilAsync(async () => (await host.Positions.FindAsync(Key, default))!.LeaseUntil is null);
    }

    [Fact]
    public async Task Refused_WhileEventsWait_StoresThemFirst()
    {
        account.Refuse = _ => account.Upgrades.Count > 1 ? 401 : null;
        var first = new TaskCompletionSource();
        var cut = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        account.Script = async script =>
        {
            await script.ListReadAsync(2);
            await script.PublishAsync(Id(1));
            await first.Task;
            foreach (var i in Enumerable.Range(2, 20))
                await script.PublishAsync(Id(i));
            await cut.Task;
        };
        var store = new ScriptedInboxStore
        {
            BeforeCommit = _ =>
            {
                first.TrySetResult();
                return go.Task;
            },
        };
        var log = new LogLines();
        var host = await StartAsync(store, log: log);
        await Eventually.TrueAsync(() => host.Status.Streams.SingleOrDefault()?.Events == 21);
        cut.SetResult();
        await UntilAsync(() => Task.FromResult(host.Phase == StreamPhase.Refused));

        go.SetResult();
        await Eventually.TrueAsync(() => log.Lines.Any(line => line.Contains("has ended", StringComparison.Ordinal)));

        store.Stored.Select(e => e.EventId).Order().ShouldBe(account.Listed.Order());
    }

    [Fact]
    public async Task Start_WithOneStreamTwice_KeepsTheHostFromStarting()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(filters: [[new("kinds", "order.*")], [new("kinds", "refund.*")]]));

        refused.Message.ShouldContain("acme/default/orders is registered more than once");
        account.Upgrades.ShouldBeEmpty();
    }

    [Fact]
    public async Task Disconnected_ForLong_IsDegradedUntilItIsConnected()
    {
        var refused = true;
        account.Refuse = _ => refused ? 503 : null;
        var host = await StartAsync();
        var check = new StreamHealthCheck(host.Status, clock);
        await UntilAsync(async () => (await check.CheckHealthAsync(new HealthCheckContext())).Status == HealthStatus.Degraded);

        refused = false;
        await UntilAsync(async () => (await check.CheckHealthAsync(new HealthCheckContext())).Status == HealthStatus.Healthy);
    }

    private static async Task PlayAsync(StreamScript script)
    {
        await script.ReplayAsync();
        await script.StayAsync();
    }

    // While a lease is held the clock waits for whoever is renewing it or asking for it: none runs out because the machine is slow.
    private Task UntilAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(async () =>
    {
        if (await condition())
            return true;
        if (hosts.All(host => host.HasALeaseTimer) || (await hosts[0].Positions.FindAsync(Key, default))?.LeaseUntil is null)
            clock.Advance(TimeSpan.FromSeconds(0.2));
        return false;
    });

    private static async Task<string?> CursorAsync(Host host) => (await host.Positions.FindAsync(Key, default))?.Cursor;

    private async Task<Host> StartAsync(
        IInboxStore? store = null, string? cursor = null, bool sweeping = true, EventStreamOptions? options = null, ILoggerProvider? log = null,
        Func<IStreamStore, IStreamStore>? positions = null, KeyValuePair<string, string>[][]? filters = null)
    {
        var host = new Host(file, clock, sweeping, (services, time) =>
        {
            foreach (var filter in filters ?? [[]])
                services.AddEventStream(scope => Following.Make(account, options ?? Following.Patient(), time, scope.GetRequiredService<StreamStatus>(), filter: filter));
            if (store is not null)
                services.AddSingleton(store);
            if (log is not null)
                services.AddLogging(logging => logging.AddProvider(log));
            if (positions is not null)
                services.AddSingleton(scope => positions(ActivatorUtilities.CreateInstance<SqliteStreamStore>(scope)));
        });
        hosts.Add(host);
        if (cursor is not null)
        {
            await host.Positions.InitializeAsync(default);
            var lease = (await host.Positions.TryAcquireAsync(Key, "test", TimeSpan.FromMinutes(1), default))!;
            await host.Positions.SaveCursorAsync(lease, cursor, default);
            await host.Positions.ReleaseAsync(lease, default);
        }

        if (!sweeping)
            await host.AddPaymentsAsync(At(Id(1)));
        await host.StartAsync();
        return host;
    }

    private sealed class Host : IAsyncDisposable
    {
        private readonly ServiceProvider services;
        private readonly CancellableTime time;

        public Host(TemporaryDatabase file, ManualTimeProvider clock, bool sweeping, Action<IServiceCollection, TimeProvider> configure)
        {
            time = new CancellableTime(clock);
            var collection = new ServiceCollection().AddLogging(logging => logging.ClearProviders()).AddSingleton<TimeProvider>(time);
            collection.AddSingleton(Following.Account());
            collection.AddPepayRuntime().AddPepaySqlite(file.Source);
            configure(collection, time);
            services = collection.BuildServiceProvider();
            Hosted = [.. services.GetServices<IHostedService>().Where(service => sweeping || service.GetType().Name != "PaymentSweeper")];
        }

        public IServiceProvider Services => services;

        /// <summary>Whether it waits for its next step with a lease, or sees no time at all.</summary>
        public bool HasALeaseTimer => time.HasALeaseTimer;

        public IStreamStore Positions => services.GetRequiredService<IStreamStore>();

        public StreamStatus Status => services.GetRequiredService<StreamStatus>();

        public StreamPhase Phase => Status.Streams.SingleOrDefault()?.Phase ?? StreamPhase.Stopped;

        private List<IHostedService> Hosted { get; }

        public async Task StartAsync()
        {
            foreach (var service in Hosted)
                await service.StartAsync(default);
        }

        public async Task StopAsync()
        {
            foreach (var service in Hosted)
                await service.StopAsync(default).Soon();
        }

        /// <summary>What a paused or unplugged machine does: its clock stands still, so that it renews nothing.</summary>
        public void Die() => time.Stop();

        /// <summary>Its clock goes on; what came due meanwhile comes due now.</summary>
        public void WakeUp() => time.GoOn();

        public async Task AddPaymentsAsync(DateTimeOffset now)
        {
            var payments = services.GetRequiredService<IPaymentStore>();
            await payments.InitializeAsync(default);
            foreach (var (id, account, next) in new[] { ("open", "default", now.AddHours(3)), ("settled", "default", now.AddDays(1)), ("other", "second", now.AddHours(3)) })
            {
                var payment = new Payment
                {
                    AttemptId = id, OrderNumber = id, Provider = "acme", Account = account, Environment = PaymentEnvironment.Test, Amount = new Money(10, "USD"),
                    IdempotencyKey = id, PaymentId = id, State = new PaymentState { Due = 10 }, CreatedAt = now, UpdatedAt = now, NextCheckAt = next,
                };
                (await payments.TryAddAsync(payment, new PaymentHistoryEntry(now, "test", "Made."), default)).ShouldBeTrue();
            }
        }

        /// <summary>The inbox, oldest first.</summary>
        public async Task<IReadOnlyList<InboxEvent>> EventsAsync() =>
            [.. (await services.GetRequiredService<IInboxStore>().ListAsync(new InboxQuery { Limit = 500 }, default)).Reverse()];

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await services.DisposeAsync();
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }

    /// <summary>The shared clock, until this process no longer sees it move.</summary>
    private sealed class CancellableTime(ManualTimeProvider clock) : TimeProvider
    {
        // A follower renews its lease, and asks for one, every ten seconds.
        private static readonly TimeSpan LeaseTimer = TimeSpan.FromSeconds(10);

        private readonly ConcurrentDictionary<ITimer, bool> leaseTimers = [];
        private readonly ConcurrentQueue<Action> missed = new();
        private volatile bool stopped;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public bool HasALeaseTimer => stopped || !leaseTimers.IsEmpty;

        public void Stop() => stopped = true;

        public void GoOn()
        {
            stopped = false;
            while (missed.TryDequeue(out var callback))
                callback();
        }

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(
                _ =>
                {
                    if (stopped)
                        missed.Enqueue(() => callback(state));
                    else
                        callback(state);
                },
                null, dueTime, period);
            return dueTime == LeaseTimer ? new Noted(timer, leaseTimers) : timer;
        }

        // There until whoever waits for it goes on.
        private sealed class Noted : ITimer
        {
            private readonly ITimer timer;
            private readonly ConcurrentDictionary<ITimer, bool> noted;

            public Noted(ITimer timer, ConcurrentDictionary<ITimer, bool> noted)
            {
                (this.timer, this.noted) = (timer, noted);
                noted[this] = true;
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                noted.TryRemove(this, out _);
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
