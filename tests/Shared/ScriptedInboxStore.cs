using System.Collections.Concurrent;
using Pepay.Runtime.Inbox;

namespace Pepay.Tests;

/// <summary>Takes events into memory, and hangs or fails when a test says so. It does nothing else.</summary>
internal sealed class ScriptedInboxStore : IInboxStore
{
    private readonly ConcurrentDictionary<(string, string, string), IncomingEvent> stored = [];

    /// <summary>Runs before each commit; its task decides when and whether the commit happens.</summary>
    public Func<CancellationToken, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>What <see cref="CountAsync"/> gives.</summary>
    public Func<Task<InboxCounts>> Counts { get; set; } = () => Task.FromResult(new InboxCounts(0, 0, 0, null));

    /// <summary>How often it was asked to prune.</summary>
    public int Prunes { get; private set; }

    public int ConcurrentAccepts { get; init; } = 1;

    public ICollection<IncomingEvent> Stored => stored.Values;

    /// <summary>The number of events in each commit.</summary>
    public ConcurrentQueue<int> Commits { get; } = [];

    public async Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        await BeforeCommit(cancellationToken);
        Commits.Enqueue(events.Count);
        return [.. events.Select(e => stored.TryAdd((e.Provider, e.Account, e.EventId), e) ? AcceptResult.Accepted : AcceptResult.Duplicate)];
    }

    public Task<InboxCounts> CountAsync(CancellationToken cancellationToken) => Counts();

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<Delivery>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Delivery>>([]);

    public Task<int> UnparkAsync(RoutingTable routes, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<int> PruneAsync(DateTimeOffset bodiesBefore, DateTimeOffset eventsBefore, int limit, CancellationToken cancellationToken)
    {
        Prunes++;
        return Task.FromResult(0);
    }

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<Delivery> deliveries, TimeSpan lease, CancellationToken cancellationToken) => throw Unexpected();

    public Task<IDeliveryTransaction> BeginAsync(Delivery delivery, CancellationToken cancellationToken) => throw Unexpected();

    public Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) => throw Unexpected();

    public Task<bool> FailAsync(Delivery delivery, DeliveryFailure failure, CancellationToken cancellationToken) => throw Unexpected();

    public Task<IReadOnlyList<InboxEvent>> ListAsync(InboxQuery query, CancellationToken cancellationToken) => throw Unexpected();

    public Task<InboxEventDetails?> GetAsync(long id, CancellationToken cancellationToken) => throw Unexpected();

    public Task<int> ReplayAsync(InboxReplay replay, CancellationToken cancellationToken) => throw Unexpected();

    public Task<bool> DismissAsync(long id, string by, CancellationToken cancellationToken) => throw Unexpected();

    private static InvalidOperationException Unexpected() => new("The scripted store only accepts.");
}
