namespace Pepay.Runtime.Inbox;

/// <summary>
/// Durable storage of accepted events and of what each handler has done with them. Every store passes the same contract tests.
/// All members are thread safe, and several processes may use one store at the same time. The store's own clock decides leases and retries.
/// </summary>
/// <remarks>
/// Any member may throw what the database driver throws when the database cannot be reached; nothing is half done then, and the next call works
/// as soon as the database does.
/// </remarks>
public interface IInboxStore
{
    /// <summary>
    /// Creates or upgrades the tables and reads the durability settings back. May run in several processes at once, and more than once.
    /// </summary>
    /// <exception cref="InboxConfigurationException">The database would not survive a power cut with what it has acknowledged.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>How many calls of <see cref="AcceptAsync"/> are worth running at the same time; 1 where there is one writer.</summary>
    int ConcurrentAccepts => 1;

    /// <summary>
    /// Stores events in one commit, each once per (provider, account, event id), in the given order. When the task completes they are durable; when it
    /// fails none is stored.
    /// </summary>
    /// <returns>One result per event, in the same order.</returns>
    Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Routes new events to their handlers, then leases deliveries that are due. An event of a type that <see cref="ClaimRequest.Routes"/> does not
    /// know goes to the handlers of any type, and is parked besides. Of one (handler, provider, account, ordering key) only the oldest unfinished delivery is ever leased. A lease that ran out may be
    /// claimed again, with a higher fencing token.
    /// </summary>
    Task<IReadOnlyList<Delivery>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Makes parked events of types that are known by now new again, in their old order. They go to the handlers that have not had them.
    /// </summary>
    /// <returns>How many.</returns>
    Task<int> UnparkAsync(RoutingTable routes, CancellationToken cancellationToken);

    /// <summary>Prolongs leases, counted from now, in one commit.</summary>
    /// <returns>One answer per delivery, in the same order: false when it has been claimed again or finished since, and somebody else has it.</returns>
    Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<Delivery> deliveries, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction that handlers may write in; their marks commit with it. It must be disposed.
    /// </summary>
    /// <param name="delivery">The first delivery that it is for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LeaseLostException">Somebody else has the delivery.</exception>
    /// <exception cref="NotSupportedException">The store has no database transaction to share.</exception>
    Task<IDeliveryTransaction> BeginAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>Marks deliveries as done, in one commit.</summary>
    /// <returns>One answer per delivery, in the same order: false when its fencing token is no longer the newest, and nothing of it was changed.</returns>
    Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>Ends an attempt without success: to be tried again, given back, or given up.</summary>
    /// <returns>False when the fencing token is no longer the newest: nothing was changed.</returns>
    Task<bool> FailAsync(Delivery delivery, DeliveryFailure failure, CancellationToken cancellationToken);

    /// <summary>Lists events, newest first.</summary>
    Task<IReadOnlyList<InboxEvent>> ListAsync(InboxQuery query, CancellationToken cancellationToken);

    /// <summary>One event with its headers, body and deliveries; null when there is none.</summary>
    Task<InboxEventDetails?> GetAsync(long id, CancellationToken cancellationToken);

    /// <summary>
    /// Makes deliveries of the chosen events due again with their attempts counted from zero. Events that cannot be replayed (no body any more,
    /// or unreadable) are left out.
    /// </summary>
    /// <returns>How many events are replayed.</returns>
    Task<int> ReplayAsync(InboxReplay replay, CancellationToken cancellationToken);

    /// <summary>How long a delivery lies untaken, due and the first of its ordering key, before <see cref="DismissAsync"/> may end it: one hour.</summary>
    static readonly TimeSpan UntakenFor = TimeSpan.FromHours(1);

    /// <summary>
    /// Ends the dead letters of one event, because a person does not want them any more: its dead deliveries are dismissed, and an unreadable event is
    /// done. When nothing of it is dead, deliveries that nobody has taken for <see cref="UntakenFor"/> are dismissed: their handler is in no program any
    /// more. Nothing else of it changes. A replay of the event by its number takes the deliveries up again.
    /// </summary>
    /// <param name="id">The event's number.</param>
    /// <param name="by">Who does not want them, for people; kept with the time.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there is no such event, or nothing of it is dead or untaken.</returns>
    Task<bool> DismissAsync(long id, string by, CancellationToken cancellationToken);

    /// <summary>What is waiting and what is dead; its cost does not grow with the number of finished events.</summary>
    Task<InboxCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes bodies, then whole events, that were received before the given times and are finished; never what is waiting, parked or dead.
    /// One small commit.
    /// </summary>
    /// <returns>How many bodies and events were removed; less than <paramref name="limit"/> when nothing more is left.</returns>
    Task<int> PruneAsync(DateTimeOffset bodiesBefore, DateTimeOffset eventsBefore, int limit, CancellationToken cancellationToken);
}
