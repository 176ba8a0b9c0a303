using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using static Pepay.Runtime.Tests.Dispatch.DispatchHost;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Tests.Dispatch;

/// <summary>Events that were signed with a key of all merchants: they reach a handler when the account has their payment, and only then.</summary>
public sealed class EventProofTests : IAsyncLifetime
{
    private readonly TemporaryDatabase file = new();
    private readonly ManualTimeProvider clock = new();
    private readonly AskedProvider provider = new();
    private readonly ConcurrentQueue<(string Event, string Handler, bool NeedsProof)> handled = [];
    private DispatchHost host = null!;

    public async Task InitializeAsync() => host = await DispatchHost.StartAsync(file, clock, services =>
    {
        services.AddSingleton<IPaymentProvider>(provider);
        foreach (var name in new[] { "a", "b" })
            Handle(services, (context, _) =>
            {
                handled.Enqueue((context.EventId, name, context.NeedsProof));
                return Task.CompletedTask;
            }, name);
    });

    public async Task DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task Event_OfAPaymentOfTheAccount_IsProvedOnceForAllHandlersAndEvents()
    {
        await host.AcceptAsync(Shared("e1", "pay-1"), Shared("e2", "pay-1"));
        await host.UntilAsync("e1", InboxState.Done);
        await host.UntilAsync("e2", InboxState.Done);

        handled.Order().ShouldBe([("e1", "a", false), ("e1", "b", false), ("e2", "a", false), ("e2", "b", false)]);
        provider.Asked.ShouldBe(["pay-1"]);
    }

    [Fact]
    public async Task Event_OfAnotherMerchantsPayment_IsADeadLetterThatSaysSoAndAReplayAsksAgain()
    {
        provider.Answer = static _ => null;
        await host.AcceptAsync(Shared("e1", "pay-1"));
        await Eventually.TrueAsync(async () => (await DeliveriesAsync()).Count(d => d.State == DeliveryState.Dead) == 2);

        handled.ShouldBeEmpty();
        (await DeliveriesAsync()).ShouldAllBe(d => d.Attempts == 1 && d.LastError!.Contains("it is another merchant's"));

        provider.Answer = AskedProvider.Has;
        (await host.Store.ReplayAsync(new InboxReplay(), default)).ShouldBe(1);
        await host.AdvanceUntilAsync(host.UntilAsync("e1", InboxState.Done));
        handled.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Event_WhenTheProviderCannotBeAsked_IsTriedAgain()
    {
        provider.Answer = static _ => throw new HttpRequestException("no route");
        await host.AcceptAsync(Shared("e1", "pay-1"));
        await Eventually.TrueAsync(async () => (await DeliveriesAsync()).All(d => d.LastError is not null));
        handled.ShouldBeEmpty();
        (await DeliveriesAsync()).ShouldAllBe(d => d.State == DeliveryState.Pending && d.LastError!.Contains("no route"));

        provider.Answer = AskedProvider.Has;
        await host.AdvanceUntilAsync(host.UntilAsync("e1", InboxState.Done));
        handled.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Event_ThatNamesNoPayment_ComesUnproved()
    {
        provider.Answer = static _ => null;
        await host.AcceptAsync(Shared("e1", "sub-1", at: "subscription"));
        await host.UntilAsync("e1", InboxState.Done);

        handled.ShouldAllBe(one => one.NeedsProof);
        provider.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_WhoseSignatureProvesTheAccount_AsksNobody()
    {
        provider.Answer = static _ => null;
        await host.AcceptAsync(Shared("e1", "pay-1") with { NeedsProof = false });
        await host.UntilAsync("e1", InboxState.Done);

        handled.Count.ShouldBe(2);
        provider.Asked.ShouldBeEmpty();
    }

    private static IncomingEvent Shared(string id, string key, string at = "payment") =>
        Event(id, key: key) with { NeedsProof = true, Body = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","{{at}}":"{{key}}"}""") };

    private async Task<IReadOnlyList<InboxDelivery>> DeliveriesAsync() =>
        (await host.Store.GetAsync((await host.Store.ListAsync(new(), default)).ShouldHaveSingleItem().Id, default))!.Deliveries;

    private sealed class AskedProvider : IPaymentProvider
    {
        public static Func<string, PaymentSnapshot?> Has { get; } = static id => new PaymentSnapshot { PaymentId = id, ProviderStatus = "open", Amount = new Money(1m, "USD") };

        public ConcurrentQueue<string> Asked { get; } = [];

        public Func<string, PaymentSnapshot?> Answer { get; set; } = Has;

        public ProviderAccount Account { get; } = new()
        {
            Environment = PaymentEnvironment.Test,
            Provider = InboxEvents.Provider("invoice.updated") with
            {
                Webhook = new() { Event = new() { Id = ["/id"], Type = "/type", OrderingKey = [["/payment"], ["/subscription"]] }, Schemes = [] },
            },
        };

        public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
        {
            Asked.Enqueue(paymentId);
            return Task.FromResult(Answer(paymentId));
        }
    }
}
