using Pepay.Runtime.Inbox;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <content>Routing, leasing and ending deliveries, and reading the inbox.</content>
public sealed partial class NopInboxStore
{
    private const int Pending = (int)DeliveryState.Pending;
    private const int Leased = (int)DeliveryState.Leased;
    private const int Batch = 200;

    /// <summary>How many unfinished deliveries are looked through for due ones; the oldest come first.</summary>
    private const int Window = 2000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            // What came in while nothing routed it is routed a batch at a time: nobody waits long, and no transaction becomes too long to end.
            cancellationToken.ThrowIfCancellationRequested();
            var claimed = await database.AloneAsync(async session =>
                await RouteAsync(session, request.Routes).ConfigureAwait(false) ? await ClaimAsync(session, request).ConfigureAwait(false) : null).ConfigureAwait(false);
            if (claimed is not null)
                return claimed;
        }
    }

    /// <inheritdoc/>
    public async Task<int> UnparkAsync(RoutingTable routes, CancellationToken cancellationToken)
    {
        // Asked every minute of what may be a large heap, and alone only when there is something to do.
        var types = await database.RunAsync(session => session.ListAsync<PepayEvent>(static rows =>
            Parked(rows).Select(static row => new PepayEvent { Provider = row.Provider, Type = row.Type }).Distinct())).ConfigureAwait(false);
        var count = 0;
        foreach (var (provider, type) in types.Select(static row => (row.Provider, row.Type)).Distinct().Where(one => routes.Route(one.Provider, one.Type).IsKnown))
        {
            int taken;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                taken = await database.AloneAsync(session => UnparkBatchAsync(session, provider, type)).ConfigureAwait(false);
                count += taken;
            }
            while (taken == Batch);
        }

        return count;
    }

    private static async Task<int> UnparkBatchAsync(ShopSession session, string provider, string type)
    {
        var known = await session.ListAsync<PepayEvent>(rows => Parked(rows)
            .Where(row => row.Provider == provider && row.Type == type).OrderBy(row => row.Id).Take(Batch)).ConfigureAwait(false);
        foreach (var row in known)
        {
            row.IsParked = false;
            row.StateId = New;
            await session.UpdateAsync(row).ConfigureAwait(false);
        }

        return known.Count;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<Delivery> deliveries, TimeSpan lease, CancellationToken cancellationToken) =>
        ChangeAsync(deliveries, row => row.DueAt = (time.GetUtcNow() + lease).UtcTicks);

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) => ChangeAsync(deliveries, row =>
    {
        row.StateId = (int)DeliveryState.Done;
        row.FinishedAt = time.GetUtcNow().UtcTicks;
    });

    /// <inheritdoc/>
    public async Task<bool> FailAsync(Delivery delivery, DeliveryFailure failure, CancellationToken cancellationToken) => (await ChangeAsync([delivery], row =>
    {
        var now = time.GetUtcNow();
        row.LastError = failure.Error ?? row.LastError;
        row.StateId = failure.Outcome == FailureOutcome.Dead ? (int)DeliveryState.Dead : Pending;
        row.FinishedAt = failure.Outcome == FailureOutcome.Dead ? now.UtcTicks : null;
        row.DueAt = (now + failure.RetryAfter).UtcTicks;
        if (failure.Outcome == FailureOutcome.Release)
            row.Attempts--;
    }).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public Task<IReadOnlyList<InboxEvent>> ListAsync(InboxQuery query, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<InboxEvent>>(async session =>
            [.. (await session.ListAsync<PepayEvent>(rows => InboxFilter.Apply(rows, query).Take(Math.Clamp(query.Limit, 1, 500))).ConfigureAwait(false)).Select(InboxRows.ToListed)]);

    /// <inheritdoc/>
    public Task<InboxEventDetails?> GetAsync(long id, CancellationToken cancellationToken) => database.RunAsync(async session =>
    {
        if (await session.FirstAsync<PepayEvent>(rows => rows.Where(row => row.Id == id)).ConfigureAwait(false) is not { } row)
            return null;
        var deliveries = await session.ListAsync<PepayDelivery>(rows => rows.Where(delivery => delivery.PepayEventId == row.Id).OrderBy(delivery => delivery.Id)).ConfigureAwait(false);
        return new InboxEventDetails(
            InboxRows.ToListed(row), InboxRows.ReadHeaders(row.Headers), row.Body is { } body ? (ReadOnlyMemory<byte>?)body : null, [.. deliveries.Select(InboxRows.ToDelivery)]);
    });

    private static IQueryable<PepayEvent> Parked(IQueryable<PepayEvent> rows)
    {
        const int Parked = (int)InboxState.Parked;
        const int Dead = (int)InboxState.Dead;

        // By the state, which has an index; an event that is done is not parked.
        return rows.Where(row => row.IsParked && (row.StateId == Parked || row.StateId == Open || row.StateId == Dead));
    }

    /// <returns>False when there may be more.</returns>
    private static async Task<bool> RouteAsync(ShopSession session, RoutingTable routes)
    {
        var fresh = await session.ListAsync<PepayEvent>(rows => rows.Where(row => row.StateId == New).OrderBy(row => row.Id).Take(Batch)).ConfigureAwait(false);
        foreach (var row in fresh)
            await RouteOneAsync(session, routes, row).ConfigureAwait(false);
        return fresh.Count < Batch;
    }

    private async Task<IReadOnlyList<Delivery>> ClaimAsync(ShopSession session, ClaimRequest request)
    {
        var now = time.GetUtcNow();
        var due = await ListDueAsync(session, request, now.UtcTicks).ConfigureAwait(false);
        var ids = due.Select(static row => row.PepayEventId).Distinct().ToList();
        var events = (await session.ListAsync<PepayEvent>(rows => rows.Where(row => ids.Contains(row.Id))).ConfigureAwait(false)).ToDictionary(static row => row.Id);
        var claimed = new List<Delivery>();
        foreach (var row in due)
        {
            row.StateId = Leased;
            row.Owner = request.Owner;
            row.Attempts++;
            row.Token++;
            row.DueAt = (now + request.Lease).UtcTicks;
            await session.UpdateAsync(row).ConfigureAwait(false);
            claimed.Add(new Delivery(row.PepayEventId, row.Handler, row.Attempts, row.Token, InboxRows.ToIncoming(events[row.PepayEventId])));
        }

        return claimed;
    }

    private static async Task RouteOneAsync(ShopSession session, RoutingTable routes, PepayEvent row)
    {
        var id = row.Id;
        var present = await session.ListAsync<PepayDelivery>(rows => rows.Where(delivery => delivery.PepayEventId == id)).ConfigureAwait(false);
        var route = routes.Route(row.Provider, row.Type);
        foreach (var handler in route.Handlers.Where(handler => present.All(delivery => delivery.Handler != handler)))
        {
            var delivery = new PepayDelivery { PepayEventId = id, Handler = handler, OrderingHash = row.OrderingHash };
            await session.InsertAsync(delivery).ConfigureAwait(false);
            present.Add(delivery);
        }

        row.IsParked = !route.IsKnown;
        row.StateId = EventState(row, present);
        await session.UpdateAsync(row).ConfigureAwait(false);
    }

    private static async Task<List<PepayDelivery>> ListDueAsync(ShopSession session, ClaimRequest request, long now)
    {
        var names = request.Routes.HandlerNames.ToList();
        var unfinished = await session.ListAsync<PepayDelivery>(rows => rows
            .Where(row => (row.StateId == Pending || row.StateId == Leased) && names.Contains(row.Handler))
            .OrderBy(row => row.PepayEventId).ThenBy(row => row.Id).Take(Window)).ConfigureAwait(false);

        // A replayed event waits for a later one of its key that a worker has.
        var ahead = unfinished.Where(row => row.OrderingHash is not null && row.StateId == Leased && row.DueAt > now)
            .Select(static row => (row.Handler, row.OrderingHash!)).ToHashSet();
        var due = new List<PepayDelivery>();
        foreach (var row in unfinished)
        {
            var isFirst = row.OrderingHash is null || ahead.Add((row.Handler, row.OrderingHash));
            if (isFirst && row.DueAt <= now && due.Count < request.Limit)
                due.Add(row);
        }

        return due;
    }

    private Task<IReadOnlyList<bool>> ChangeAsync(IReadOnlyList<Delivery> deliveries, Action<PepayDelivery> change) => database.AloneAsync(async session =>
    {
        var answers = new bool[deliveries.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = await ChangeOneAsync(session, deliveries[i], change).ConfigureAwait(false);
        return (IReadOnlyList<bool>)answers;
    });

    private static async Task<bool> ChangeOneAsync(ShopSession session, Delivery delivery, Action<PepayDelivery> change)
    {
        if (await FindLeasedAsync(session, delivery).ConfigureAwait(false) is not { } row)
            return false;
        change(row);
        await session.UpdateAsync(row).ConfigureAwait(false);
        if (row.StateId is Pending or Leased)
            return true;

        // An event that waits to be routed again stays new.
        var id = row.PepayEventId;
        if (await session.FirstAsync<PepayEvent>(rows => rows.Where(other => other.Id == id && other.StateId != New)).ConfigureAwait(false) is { } owner)
        {
            owner.StateId = EventState(owner, await session.ListAsync<PepayDelivery>(rows => rows.Where(other => other.PepayEventId == id)).ConfigureAwait(false));
            await session.UpdateAsync(owner).ConfigureAwait(false);
        }

        return true;
    }

    private static Task<PepayDelivery?> FindLeasedAsync(ShopSession session, Delivery delivery)
    {
        var (id, handler, token) = (delivery.Id, delivery.Handler, delivery.FencingToken);
        return session.FirstAsync<PepayDelivery>(rows => rows
            .Where(row => row.PepayEventId == id && row.Handler == handler && row.Token == token && row.StateId == Leased));
    }

    private static int EventState(PepayEvent row, IEnumerable<PepayDelivery> deliveries)
    {
        var states = deliveries.Select(static delivery => (DeliveryState)delivery.StateId).ToList();
        if (states.Contains(DeliveryState.Dead))
            return (int)InboxState.Dead;
        if (states.Exists(static state => state is DeliveryState.Pending or DeliveryState.Leased))
            return Open;
        return row.IsParked ? (int)InboxState.Parked : Done;
    }
}
