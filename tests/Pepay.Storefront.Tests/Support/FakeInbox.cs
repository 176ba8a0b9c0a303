using System.Text;
using Pepay.Runtime.Inbox;

namespace Pepay.Storefront.Tests.Support;

/// <summary>An inbox that shows what a test put there and notes what is replayed and dismissed.</summary>
internal sealed class FakeInbox : IInboxStore
{
    private readonly List<InboxEventDetails> events = [];

    public List<InboxReplay> Replays { get; } = [];

    public List<(long Id, string By)> Dismissals { get; } = [];

    public InboxEventDetails Add(string type, string body, InboxState state = InboxState.Done, string? orderingKey = null, params InboxDelivery[] deliveries)
    {
        var details = new InboxEventDetails(
            new InboxEvent
            {
                Id = events.Count + 1,
                Provider = FakeCheckout.ProviderName,
                Account = "default",
                EventId = $"evt-{events.Count + 1}",
                Type = type,
                State = state,
                OrderingKey = orderingKey,
                ReceivedAt = DateTimeOffset.UnixEpoch,
                SecretId = "2026",
            },
            new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Encoding.UTF8.GetBytes(body),
            deliveries);
        events.Add(details);
        return details;
    }

    /// <summary>An event that the provider made at one time and that arrived at another.</summary>
    public void Receive(EventSource source, DateTimeOffset made, DateTimeOffset arrived)
    {
        var details = Add("payment.paid", "{}");
        events[^1] = details with { Event = details.Event with { Source = source, CreatedAt = made, ReceivedAt = arrived } };
    }

    /// <summary>A webhook of another provider.</summary>
    public void Receive(string provider, string eventId)
    {
        var details = Add("invoice.paid", "{}");
        events[^1] = details with { Event = details.Event with { Provider = provider, EventId = eventId, Source = EventSource.Webhook } };
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<InboxEvent>> ListAsync(InboxQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<InboxEvent>>(
        [
            .. events.Select(static e => e.Event)
                .Where(e => query.State is null || e.State == query.State)
                .Where(e => query.OrderingKey is null || e.OrderingKey == query.OrderingKey)
                .Where(e => query.EventId is null || e.EventId == query.EventId)
                .Where(e => query.Provider is null || e.Provider == query.Provider)
                .Where(e => query.Text is null || e.Type.Contains(query.Text, StringComparison.OrdinalIgnoreCase))
                .Where(e => query.Source is null || e.Source == query.Source)
                .Where(e => query.ReceivedFrom is null || e.ReceivedAt >= query.ReceivedFrom)
                .Where(e => query.Before is null || e.Id < query.Before)
                .OrderByDescending(static e => e.Id)
                .Take(query.Limit),
        ]);

    public Task<InboxEventDetails?> GetAsync(long id, CancellationToken cancellationToken) =>
        Task.FromResult(events.FirstOrDefault(e => e.Event.Id == id));

    public Task<int> ReplayAsync(InboxReplay replay, CancellationToken cancellationToken)
    {
        Replays.Add(replay);
        return Task.FromResult(events.Count(e => e.Event.State == InboxState.Dead && (replay.Id is null || e.Event.Id == replay.Id)));
    }

    public Task<bool> DismissAsync(long id, string by, CancellationToken cancellationToken)
    {
        Dismissals.Add((id, by));
        var found = events.FindIndex(e => e.Event.Id == id && e.Event.State == InboxState.Dead);
        if (found < 0)
            return Task.FromResult(false);
        events[found] = events[found] with
        {
            Event = events[found].Event with { State = InboxState.Done, DismissedBy = by, DismissedAt = DateTimeOffset.UnixEpoch },
            Deliveries = [.. events[found].Deliveries.Select(static delivery => delivery with { State = DeliveryState.Dismissed })],
        };
        return Task.FromResult(true);
    }

    public Task<InboxCounts> CountAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new InboxCounts(0, 0, events.Count(static e => e.Event.State == InboxState.Dead), null));

    public Task<IReadOnlyList<Delivery>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Delivery>>([]);

    public Task<int> UnparkAsync(RoutingTable routes, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<int> PruneAsync(DateTimeOffset bodiesBefore, DateTimeOffset eventsBefore, int limit, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> incoming, CancellationToken cancellationToken) => throw Unused();

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<Delivery> deliveries, TimeSpan lease, CancellationToken cancellationToken) => throw Unused();

    public Task<IDeliveryTransaction> BeginAsync(Delivery delivery, CancellationToken cancellationToken) => throw Unused();

    public Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) => throw Unused();

    public Task<bool> FailAsync(Delivery delivery, DeliveryFailure failure, CancellationToken cancellationToken) => throw Unused();

    private static InvalidOperationException Unused() => new("No event is delivered in these tests.");
}
