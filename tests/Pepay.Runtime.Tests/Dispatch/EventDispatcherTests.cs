using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using static Pepay.Runtime.Tests.Dispatch.DispatchHost;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Tests.Dispatch;

public sealed class EventDispatcherTests : IAsyncLifetime
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
    public async Task Event_Accepted_ReachesItsTypedHandlerAtOnce()
    {
        var seen = new TaskCompletionSource<(Invoice Event, EventContext Context)>();
        var host = await StartAsync(services => services.AddSingleton(seen)
            .AddEventHandler<InvoiceHandler, Invoice>("pepay", "invoice.updated", body => new Invoice(Encoding.UTF8.GetString(body.Span))));
        await host.AcceptAsync(Event("e1", key: "inv_1") with { NeedsProof = true });

        var (invoice, context) = await seen.Task.Soon();
        invoice.Text.ShouldBe("""{"id":"e1"}""");
        (context.Provider, context.Account, context.EventId, context.EventType, context.OrderingKey, context.Attempt, context.NeedsProof)
            .ShouldBe(("pepay", "default", "e1", "invoice.updated", "inv_1", 1, true));
        context.HandlerName.ShouldBe(typeof(InvoiceHandler).FullName);
        context.EffectKey.ShouldBe($"pepay:default:e1:{typeof(InvoiceHandler).FullName}");
        await host.UntilAsync("e1", InboxState.Done);
    }

    [Fact]
    public async Task Handlers_OfOneEvent_HaveScopesOfTheirOwn()
    {
        var scopes = new ConcurrentBag<Scoped>();
        var host = await StartAsync(services =>
        {
            services.AddScoped<Scoped>();
            foreach (var name in new[] { "a", "b" })
            {
                services.AddEventHandler(new HandlerDescriptor(name, "*", "*", (scope, _, _) =>
                {
                    scopes.Add(scope.GetRequiredService<Scoped>());
                    return Task.CompletedTask;
                }));
            }
        });
        await host.AcceptAsync(Event("e1"));
        await host.UntilAsync("e1", InboxState.Done);
        scopes.Distinct().Count().ShouldBe(2);
        scopes.ShouldAllBe(s => s.IsDisposed);
    }

    [Fact]
    public async Task Effect_InTheTransaction_IsCommittedWithTheMark()
    {
        var host = await StartAsync(services => Handle(services, async (context, token) =>
        {
            var transaction = await context.BeginTransactionAsync(token);
            (await context.BeginTransactionAsync(token)).ShouldBeSameAs(transaction);
            await WriteAsync(transaction, context.EventId);
        }));
        await host.AcceptAsync(Event("e1"), Event("e2"), Event("e1"));
        await host.UntilAsync("e1", InboxState.Done);
        await host.UntilAsync("e2", InboxState.Done);
        (await file.QueryAsync("SELECT name FROM effect ORDER BY name")).ShouldBe(["e1", "e2"]);
    }

    [Fact]
    public async Task Handler_ThrowsAfterWriting_IsRolledBackAndTriedAgain()
    {
        var attempts = new ConcurrentQueue<(int, string)>();
        var host = await StartAsync(services => Handle(services, async (context, token) =>
        {
            attempts.Enqueue((context.Attempt, context.EffectKey));
            await WriteAsync(await context.BeginTransactionAsync(token), $"attempt {context.Attempt}");
            if (context.Attempt < 3)
                throw new InvalidOperationException("not now");
        }));
        await host.AcceptAsync(Event("e1"));
        await host.AdvanceUntilAsync(host.UntilAsync("e1", InboxState.Done));
        attempts.ShouldBe([(1, "pepay:default:e1:handler"), (2, "pepay:default:e1:handler"), (3, "pepay:default:e1:handler")]);
        (await file.QueryAsync("SELECT name FROM effect")).ShouldBe(["attempt 3"]);
        (await host.DeliveryAsync("e1")).LastError.ShouldBe("InvalidOperationException: not now");
    }

    [Fact]
    public async Task Handler_FailsTooOften_BecomesADeadLetterThatCanBeReplayed()
    {
        var broken = true;
        var host = await StartAsync(services =>
        {
            services.Configure<DispatchOptions>(o => o.MaxAttempts = 3);
            Handle(services, (_, _) => broken ? throw new IOException("down", new TimeoutException("too late")) : Task.CompletedTask);
        });
        await host.AcceptAsync(Event("e1", key: "k"), Event("e2", key: "k"));
        await host.AdvanceUntilAsync(host.UntilAsync("e2", InboxState.Dead));
        var dead = await host.DeliveryAsync("e1");
        (dead.State, dead.Attempts, dead.LastError).ShouldBe((DeliveryState.Dead, 3, "IOException: down <- TimeoutException: too late"));

        broken = false;
        (await host.Store.ReplayAsync(new InboxReplay(), default)).ShouldBe(2);
        await host.AdvanceUntilAsync(host.UntilAsync("e2", InboxState.Done));
    }

    [Fact]
    public async Task Handler_FailsAgainAndAgain_IsTriedAfterGrowingSpreadWaits()
    {
        var calls = 0;
        var host = await StartAsync(services => Handle(services, (_, _) =>
        {
            Interlocked.Increment(ref calls);
            throw new IOException("down");
        }));
        await host.AcceptAsync(Event("e1"));
        var spread = new List<double>();
        for (var attempt = 1; attempt <= 11; attempt++)
        {
            // The clock stands still from the call to the end of the attempt.
            await Eventually.TrueAsync(() => Volatile.Read(ref calls) == attempt, () => host.Clock.Advance(TimeSpan.FromSeconds(1)));
            InboxDelivery delivery = null!;
            await Eventually.TrueAsync(async () => (delivery = await host.DeliveryAsync("e1")).State == DeliveryState.Pending && delivery.Attempts == attempt);
            spread.Add((delivery.NextAttemptAt!.Value - host.Clock.GetUtcNow()).TotalSeconds / Math.Min(Math.Pow(2, attempt), 600));
        }

        spread.ShouldAllBe(part => part >= 0.8 && part <= 1.2);
        spread.Distinct().Count().ShouldBe(11);
    }

    [Fact]
    public async Task Attempts_AreMeasuredByHandlerAndOutcome()
    {
        var handler = $"measured-{Guid.NewGuid():N}";
        var measured = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, to) =>
        {
            if (instrument.Meter.Name == InboxMetrics.MeterName)
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        ManualTimeProvider clock = null!;
        var host = await StartAsync(services =>
        {
            services.Configure<DispatchOptions>(o => o.MaxAttempts = 2);
            Handle(services, (context, _) =>
            {
                clock.Advance(TimeSpan.FromSeconds(context.EventId == "good" ? 3 : 4));
                return context.EventId == "good" ? Task.CompletedTask : throw new IOException("down");
            }, handler);
        });
        clock = host.Clock;

        await host.AcceptAsync(Event("good") with { ReceivedAt = clock.GetUtcNow() - TimeSpan.FromSeconds(7) });
        await host.UntilAsync("good", InboxState.Done);
        await host.AcceptAsync(Event("bad") with { ReceivedAt = clock.GetUtcNow() });
        await host.AdvanceUntilAsync(host.UntilAsync("bad", InboxState.Dead));

        await Eventually.TrueAsync(() => measured.Any(static line => line.StartsWith("pepay.dispatch.claim.age dead", StringComparison.Ordinal)));
        measured.ShouldContain("pepay.dispatch.lag 7");
        measured.ShouldContain("pepay.dispatch.claim.age done 3");
        measured.Where(static line => line.StartsWith("pepay.dispatch.attempts", StringComparison.Ordinal)).ShouldBe(
            ["pepay.dispatch.attempts done 1", "pepay.dispatch.attempts retry 1", "pepay.dispatch.attempts dead 1"]);

        void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => $"{tag.Value}");
            if (named.GetValueOrDefault("handler") == handler)
                measured.Enqueue(string.Join(' ', new[] { instrument.Name, named.GetValueOrDefault("outcome"), $"{value}" }.Where(static part => part is not null)));
        }
    }

    [Fact]
    public async Task Events_OfOneKey_RunInOrderAndOthersBesideThem()
    {
        var order = new ConcurrentQueue<string>();
        var first = new TaskCompletionSource();
        var other = new TaskCompletionSource();
        var host = await StartAsync(services => Handle(services, async (context, _) =>
        {
            order.Enqueue($"{context.EventId} begins");
            if (context.EventId == "e1")
                await first.Task;
            if (context.EventId == "other")
                other.SetResult();
            order.Enqueue($"{context.EventId} ends");
        }));
        await host.AcceptAsync(Event("e1", key: "k"), Event("e2", key: "k"), Event("e3", key: "k"), Event("other", key: "l"));
        await other.Task.Soon();
        first.SetResult();
        await host.UntilAsync("e3", InboxState.Done);
        order.Where(line => !line.StartsWith("other", StringComparison.Ordinal))
            .ShouldBe(["e1 begins", "e1 ends", "e2 begins", "e2 ends", "e3 begins", "e3 ends"]);
        order.ToList().IndexOf("other begins").ShouldBeLessThan(order.ToList().IndexOf("e1 ends"));
    }

    [Fact]
    public async Task Event_OfUnknownType_WaitsForTheProgramThatKnowsIt()
    {
        var any = new TaskCompletionSource();
        var host = await StartAsync(services => Handle(services, (_, _) =>
        {
            any.SetResult();
            return Task.CompletedTask;
        }, "any"));
        await host.AcceptAsync(Event("e1", "invoice.moved"));
        await any.Task.Soon();
        await host.UntilAsync("e1", InboxState.Parked);
        await host.StopAsync();

        var seen = new TaskCompletionSource<string>();
        var upgraded = await StartAsync(services => Handle(services, (context, _) =>
        {
            seen.SetResult(context.EventType);
            return Task.CompletedTask;
        }, type: "invoice.moved"));
        (await seen.Task.Soon()).ShouldBe("invoice.moved");
        await upgraded.UntilAsync("e1", InboxState.Done);
    }

    [Fact]
    public async Task Event_OfATypeThatTheHandlerNoLongerTakes_IsADeadLetterThatSaysSo()
    {
        var host = await StartAsync(services => Handle(services, (_, _) => throw new IOException("not now")));
        await host.AcceptAsync(Event("e1"));
        await host.AdvanceUntilAsync(host.UntilAsync("e1", InboxState.Open));
        await host.StopAsync();
        var changed = await StartAsync(services => Handle(services, (_, _) => Task.CompletedTask, type: "invoice.created"));
        await changed.AdvanceUntilAsync(changed.UntilAsync("e1", InboxState.Dead));
        (await changed.DeliveryAsync("e1")).LastError!.ShouldContain("no longer takes events of type invoice.updated");
    }

    [Fact]
    public async Task Log_OfADelivery_NamesEventAndPaymentAndNotTheBody()
    {
        var host = await StartAsync(services => Handle(services, (_, _) => throw new IOException("not now")));
        await host.AcceptAsync(Event("e1", key: "inv_1") with { Body = "body-of-the-event"u8.ToArray() });
        await host.UntilLoggedAsync("handler, invoice.updated, event e1 of pepay/default: attempt 1 failed");
        host.Log.ShouldContain("scope Provider=pepay Account=default EventId=e1 EventType=invoice.updated PaymentId=inv_1 Handler=handler");
        string.Join('\n', host.Log).ShouldNotContain("body-of-the-event");
    }

    [Fact]
    public async Task AddEventHandler_Twice_HandlesOnce()
    {
        var services = new ServiceCollection();
        for (var i = 0; i < 2; i++)
            services.AddEventHandler<InvoiceHandler, Invoice>("pepay", "invoice.updated", _ => new Invoice(""));
        services.Count(s => s.ServiceType == typeof(HandlerDescriptor)).ShouldBe(1);
        services.Count(s => s.ServiceType == typeof(InvoiceHandler)).ShouldBe(1);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Context_MadeByHand_HasNoTransactionToShare()
    {
        var context = new EventContext { Provider = "pepay", Account = "default", EventId = "e1", EventType = "t", HandlerName = "h" };
        (await Should.ThrowAsync<NotSupportedException>(async () => await context.BeginTransactionAsync(default))).Message.ShouldContain("EffectKey");
    }

    private async Task<DispatchHost> StartAsync(Action<IServiceCollection> configure)
    {
        hosts.Add(await DispatchHost.StartAsync(file, clock, configure));
        return hosts[^1];
    }

    private sealed record Invoice(string Text);

    private sealed class InvoiceHandler(TaskCompletionSource<(Invoice, EventContext)> seen) : IEventHandler<Invoice>
    {
        public Task HandleAsync(Invoice @event, EventContext context, CancellationToken cancellationToken)
        {
            seen.SetResult((@event, context));
            return Task.CompletedTask;
        }
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
