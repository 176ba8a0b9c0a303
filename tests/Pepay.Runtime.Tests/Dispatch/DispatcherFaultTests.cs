using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sqlite.Inbox;
using static Pepay.Runtime.Tests.Dispatch.DispatchHost;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Tests.Dispatch;

/// <summary>Leases that run out, hosts that stop, processes that died, databases that are away.</summary>
public sealed class DispatcherFaultTests : IAsyncLifetime
{
    private readonly TemporaryDatabase file = new();
    private readonly ManualTimeProvider clock = new();
    private readonly List<DispatchHost> hosts = [];

    public async Task InitializeAsync() => await file.QueryAsync("CREATE TABLE effect (name TEXT)");

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task When_a_handler_runs_longer_than_its_lease_Should_keep_it()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var attempts = 0;
        var host = await StartAsync(services => Handle(services, async (_, _) =>
        {
            Interlocked.Increment(ref attempts);
            entered.TrySetResult();
            await leave.Task;
        }));
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();
        for (var i = 0; i < 10; i++)
        {
            // Each renewal is waited for; ten of them are more than three leases.
            var before = await LeaseAsync();
            await Eventually.TrueAsync(async () => await LeaseAsync() != before, () => clock.Advance(TimeSpan.FromSeconds(1)));
        }

        leave.SetResult();
        await host.UntilAsync("e1", InboxState.Done);
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task When_what_a_handler_needs_is_away_Should_wait_without_counting_attempts()
    {
        var (calls, attempts) = (0, new List<int>());
        var host = await StartAsync(services => Handle(services, (context, _) =>
        {
            attempts.Add(context.Attempt);
            return ++calls <= 30 ? throw new HandlerUnavailableException("The broker is away.", TimeSpan.FromSeconds(5)) : Task.CompletedTask;
        }));
        await host.AcceptAsync(Event("e1"));

        await host.AdvanceUntilAsync(host.UntilAsync("e1", InboxState.Done));

        attempts.Count.ShouldBe(31);
        attempts.ShouldAllBe(static attempt => attempt == 1);
        (await host.DeliveryAsync("e1")).LastError.ShouldNotBeNull().ShouldContain("The broker is away.");
    }

    [Fact]
    public async Task When_the_host_stops_sooner_than_the_drain_time_Should_give_the_event_back_in_time()
    {
        var entered = new TaskCompletionSource();
        var host = await StartAsync(services =>
        {
            services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
            services.Configure<DispatchOptions>(static options => options.DrainTimeout = TimeSpan.FromHours(1));
            Handle(services, async (_, token) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            });
        });
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();

        await host.StopAsync().Soon();

        var shown = await host.DeliveryAsync("e1");
        (shown.State, shown.Attempts).ShouldBe((DeliveryState.Pending, 0));
    }

    [Fact]
    public async Task When_another_worker_takes_the_lease_Should_cancel_the_handler_and_undo_its_effect()
    {
        var (entered, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await StartAsync(services => Handle(services, async (context, token) =>
        {
            entered.TrySetResult();
            await Should.ThrowAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, token));
            cancelled.TrySetResult();
            await WriteAsync(await context.BeginTransactionAsync(CancellationToken.None), "must not be");
        }));
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();

        await AnotherWorkerTakesItAsync();
        await Eventually.TrueAsync(() => cancelled.Task.IsCompleted, () => clock.Advance(TimeSpan.FromSeconds(20)));
        await host.UntilLoggedAsync("the lease was lost");
        (await file.QueryAsync("SELECT name FROM effect")).ShouldBeEmpty();
        (await file.QueryAsync("SELECT owner FROM inbox_delivery")).ShouldBe(["another"]);
    }

    [Fact]
    public async Task When_a_handler_ends_because_its_lease_was_lost_Should_not_be_called_a_failure()
    {
        var entered = new TaskCompletionSource();
        var host = await StartAsync(services => Handle(services, async (_, token) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        }));
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();
        await AnotherWorkerTakesItAsync();
        await host.UntilLoggedAsync("the lease was lost", () => clock.Advance(TimeSpan.FromSeconds(20)));
        host.Log.ShouldNotContain(line => line.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_host_stops_Should_let_the_handler_finish()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await StartAsync(services => Handle(services, async (_, token) =>
        {
            entered.TrySetResult();
            await leave.Task;
            token.IsCancellationRequested.ShouldBeFalse();
        }));
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();
        var stopping = host.StopAsync();
        leave.SetResult();
        await stopping;
        await host.UntilAsync("e1", InboxState.Done);
    }

    [Fact]
    public async Task When_a_handler_does_not_finish_in_time_Should_give_its_event_back_without_counting_the_attempt()
    {
        var entered = new TaskCompletionSource();
        var host = await StartAsync(services => Handle(services, async (_, token) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        }));
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();
        await host.AdvanceUntilAsync(host.StopAsync());
        (await host.DeliveryAsync("e1")).ShouldSatisfyAllConditions(d => d.State.ShouldBe(DeliveryState.Pending), d => d.Attempts.ShouldBe(0));

        var attempt = new TaskCompletionSource<int>();
        var next = await StartAsync(services => Handle(services, (context, _) =>
        {
            attempt.SetResult(context.Attempt);
            return Task.CompletedTask;
        }));
        (await attempt.Task.Soon()).ShouldBe(1);
        await next.UntilAsync("e1", InboxState.Done);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_store_fails_while_the_host_stops_Should_drain_and_give_back_all_the_same(bool isCancelled)
    {
        var (entered, asked) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await StartAsync(services =>
        {
            services.AddSingleton(provider => InterceptedStore.Around(new SqliteInboxStore(provider.GetRequiredService<SqliteDatabase>()), async stopping =>
            {
                if (!entered.Task.IsCompleted)
                    return 0;
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(isCancelled ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.SuppressThrowing);
                throw new IOException("The database is away.");
            }));
            Handle(services, async (_, token) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            });
        });
        await host.AcceptAsync(Event("e1"));
        await entered.Task.Soon();
        await Eventually.TrueAsync(() => asked.Task.IsCompleted, () => clock.Advance(TimeSpan.FromSeconds(1)));

        await host.AdvanceUntilAsync(host.StopAsync());

        (await host.DeliveryAsync("e1")).ShouldSatisfyAllConditions(d => d.State.ShouldBe(DeliveryState.Pending), d => d.Attempts.ShouldBe(0));
    }

    [Fact]
    public async Task When_the_process_died_in_every_attempt_Should_end_as_a_dead_letter()
    {
        var calls = 0;
        var host = await StartAsync(services =>
        {
            services.Configure<DispatchOptions>(o => o.MaxAttempts = 2);
            Handle(services, (_, _) => throw new IOException($"call {Interlocked.Increment(ref calls)}"));
        });
        await host.StopAsync();
        await host.Store.AcceptAsync([Event("e1")], default);
        for (var i = 0; i < 2; i++)
        {
            (await host.Store.ClaimAsync(new ClaimRequest(Routes(["handler"]), "dies", 1, TimeSpan.FromSeconds(60)), default)).Count.ShouldBe(1);
            clock.Advance(TimeSpan.FromSeconds(60));
        }

        var next = await StartAsync(services =>
        {
            services.Configure<DispatchOptions>(o => o.MaxAttempts = 2);
            Handle(services, (_, _) => throw new IOException($"call {Interlocked.Increment(ref calls)}"));
        });
        await next.AdvanceUntilAsync(next.UntilAsync("e1", InboxState.Dead));
        calls.ShouldBe(0);
        (await next.DeliveryAsync("e1")).LastError!.ShouldContain("the process died");
    }

    [Fact]
    public async Task When_the_database_is_away_for_a_while_Should_go_on_without_a_restart()
    {
        var host = await StartAsync(services => Handle(services, (_, _) => Task.CompletedTask));
        await file.QueryAsync("ALTER TABLE inbox_delivery RENAME TO away");
        await host.AcceptAsync(Event("e1"));
        await host.UntilLoggedAsync("Error: The inbox is out of reach", () => clock.Advance(TimeSpan.FromSeconds(1)));
        await file.QueryAsync("ALTER TABLE away RENAME TO inbox_delivery");
        await host.AdvanceUntilAsync(host.UntilAsync("e1", InboxState.Done));
    }

    [Fact]
    public async Task When_the_database_stays_away_Should_say_so_more_and_more_seldom_and_when_it_is_back()
    {
        var host = await StartAsync(services => Handle(services, (_, _) => Task.CompletedTask));
        int Said(string text) => host.Log.Count(line => line.Contains(text, StringComparison.Ordinal));
        await file.QueryAsync("ALTER TABLE inbox_delivery RENAME TO away");
        var seconds = 0;
        await Eventually.TrueAsync(() => Said("Error: The inbox is out of reach") == 5, () =>
        {
            seconds++;
            clock.Advance(TimeSpan.FromSeconds(1));
        });

        // At once, then 10, 20, 40 and 80 s after the one before: asked every second, it would have been said at every one.
        seconds.ShouldBeGreaterThanOrEqualTo(150);
        await file.QueryAsync("ALTER TABLE away RENAME TO inbox_delivery");
        await host.UntilLoggedAsync("Information: The inbox is back after ", () => clock.Advance(TimeSpan.FromSeconds(1)));
        await file.QueryAsync("ALTER TABLE inbox_delivery RENAME TO away");
        await host.UntilLoggedAsync("Error: The inbox is out of reach", () => clock.Advance(TimeSpan.FromSeconds(1)), times: 6);
        Said("The inbox is back").ShouldBe(1);
        await file.QueryAsync("ALTER TABLE away RENAME TO inbox_delivery");
    }

    [Fact]
    public async Task When_the_database_would_forget_Should_refuse_to_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource("Data Source=:memory:")).AddPepayRuntime();
        using var host = builder.Build();
        await Should.ThrowAsync<InboxConfigurationException>(() => host.StartAsync());
    }

    [Fact]
    public async Task When_no_store_is_registered_Should_say_what_to_call()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPepayRuntime();
        foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Namespace == "Pepay.Runtime.Sync").ToArray())
            builder.Services.Remove(service);
        using var host = builder.Build();
        (await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync())).Message.ShouldContain("AddPepaySqlite");
    }

    [Fact]
    public async Task When_finished_events_grow_old_Should_prune_them_and_remember_their_ids()
    {
        var host = await StartAsync(services => Handle(services, (_, _) => Task.CompletedTask));
        await host.AcceptAsync(Event("e1"));
        await host.UntilAsync("e1", InboxState.Done);
        clock.Advance(TimeSpan.FromDays(30));
        await host.AdvanceUntilAsync(UntilAsync("SELECT event_id FROM inbox_event e WHERE NOT EXISTS (SELECT 1 FROM inbox_body b WHERE b.seq = e.seq)", count: 1), TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromDays(10));
        await host.AdvanceUntilAsync(UntilAsync("SELECT event_id FROM inbox_event", count: 0), TimeSpan.FromMinutes(10));
    }

    // What a claim of another process after a long pause of this one leaves behind.
    private Task AnotherWorkerTakesItAsync() =>
        file.QueryAsync("UPDATE inbox_delivery SET fence = fence + 1, owner = 'another', lease_until = lease_until + 1000000");

    private Task UntilAsync(string sql, int count) => Eventually.TrueAsync(async () => (await file.QueryAsync(sql)).Count == count);

    private async Task<string> LeaseAsync() => (await file.QueryAsync("SELECT CAST(lease_until AS TEXT) FROM inbox_delivery WHERE lease_until IS NOT NULL")).SingleOrDefault() ?? "";

    private async Task<DispatchHost> StartAsync(Action<IServiceCollection> configure)
    {
        hosts.Add(await DispatchHost.StartAsync(file, clock, configure));
        return hosts[^1];
    }
}
