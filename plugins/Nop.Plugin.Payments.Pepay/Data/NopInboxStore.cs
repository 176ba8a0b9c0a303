using Pepay.Runtime.Inbox;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// The inbox in the shop's own database. Accepting relies on the unique key alone; everything that changes what was accepted runs alone
/// (<see cref="ShopDatabase.AloneAsync"/>), which is plenty for a shop and holds on every server that the shop runs on. It has no transaction
/// for handlers to share, because the shop's services could not join it.
/// </summary>
public sealed partial class NopInboxStore(ShopDatabase database, TimeProvider time) : IInboxStore
{
    private const int Open = (int)InboxState.Open;
    private const int New = (int)InboxState.New;
    private const int Done = (int)InboxState.Done;
    private const int AcceptTries = 3;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await database.InTransactionAsync(session => InsertNewAsync(session, events)).ConfigureAwait(false);
            }
            catch (Exception) when (attempt < AcceptTries && !cancellationToken.IsCancellationRequested)
            {
                // Most likely the same event came over another node at this very moment, and the unique key refused ours: look again.
            }
        }
    }

    /// <inheritdoc/>
    public Task<IDeliveryTransaction> BeginAsync(Delivery delivery, CancellationToken cancellationToken) => database.RunAsync<IDeliveryTransaction>(async session =>
        await FindLeasedAsync(session, delivery).ConfigureAwait(false) is null
            ? throw new LeaseLostException(delivery)
            : throw new NotSupportedException("The shop's data layer has no transaction to share. Make the effect idempotent with the effect key."));

    /// <inheritdoc/>
    public Task<int> ReplayAsync(InboxReplay replay, CancellationToken cancellationToken) => database.AloneAsync(async session =>
    {
        var count = 0;
        for (int? before = null; ;)
        {
            var page = replay.Id is { } id
                ? await session.ListAsync<PepayEvent>(rows => rows.Where(row => row.Id == id)).ConfigureAwait(false)
                : await session.ListAsync<PepayEvent>(rows => InboxFilter.Apply(rows, replay.Query with { Before = before ?? replay.Query.Before }).Take(Batch)).ConfigureAwait(false);
            foreach (var row in page.Where(static row => row.Problem is null && row.Body is not null))
                count += await ReplayOneAsync(session, row, replay).ConfigureAwait(false) ? 1 : 0;
            if (replay.Id is not null || page.Count < Batch)
                return count;
            before = page[^1].Id;
        }
    });

    /// <inheritdoc/>
    public Task<bool> DismissAsync(long id, string by, CancellationToken cancellationToken) => database.AloneAsync(async session =>
    {
        if (await session.FirstAsync<PepayEvent>(rows => rows.Where(row => row.Id == id)).ConfigureAwait(false) is not { } row)
            return false;
        var deliveries = await session.ListAsync<PepayDelivery>(rows => rows.Where(delivery => delivery.PepayEventId == id)).ConfigureAwait(false);
        var ended = deliveries.Where(static delivery => delivery.StateId == (int)DeliveryState.Dead).ToList();
        if (ended.Count == 0 && (row.Problem is null || row.StateId == Done))
            ended = await ListUntakenAsync(session, deliveries).ConfigureAwait(false);
        if (ended.Count == 0 && (row.Problem is null || row.StateId == Done))
            return false;
        var now = time.GetUtcNow().UtcTicks;
        foreach (var delivery in ended)
        {
            delivery.StateId = (int)DeliveryState.Dismissed;
            delivery.FinishedAt ??= now;
            await session.UpdateAsync(delivery).ConfigureAwait(false);
        }

        (row.DismissedBy, row.DismissedAt) = (by, now);
        if (row.StateId != New)
            row.StateId = EventState(row, deliveries);
        await session.UpdateAsync(row).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task<InboxCounts> CountAsync(CancellationToken cancellationToken) => database.RunAsync(async session =>
    {
        const int Parked = (int)InboxState.Parked;
        const int Dead = (int)InboxState.Dead;
        var waiting = await session.CountAsync<PepayEvent>(rows => rows.Where(row => row.StateId == New || row.StateId == Open)).ConfigureAwait(false);
        var parked = await session.CountAsync<PepayEvent>(rows => rows.Where(row => row.StateId == Parked)).ConfigureAwait(false);
        var dead = await session.CountAsync<PepayEvent>(rows => rows.Where(row => row.StateId == Dead)).ConfigureAwait(false);
        var oldest = await session.FirstAsync<PepayEvent>(rows => rows
            .Where(row => row.StateId == New || row.StateId == Open).OrderBy(row => row.ReceivedAt)).ConfigureAwait(false);
        return new InboxCounts(waiting, parked, dead, oldest is null ? null : InboxRows.Time(oldest.ReceivedAt));
    });

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset bodiesBefore, DateTimeOffset eventsBefore, int limit, CancellationToken cancellationToken) => database.AloneAsync(async session =>
    {
        var bodies = bodiesBefore.UtcTicks;
        var old = await session.ListAsync<PepayEvent>(rows => rows
            .Where(row => row.StateId == Done && row.ReceivedAt < bodies && row.Body != null).OrderBy(row => row.Id).Take(limit)).ConfigureAwait(false);
        foreach (var row in old)
        {
            row.Body = null;
            row.Headers = null;
            await session.UpdateAsync(row).ConfigureAwait(false);
        }

        var events = eventsBefore.UtcTicks;
        var rest = limit - old.Count;
        var older = await session.ListAsync<PepayEvent>(rows => rows
            .Where(row => row.StateId == Done && row.ReceivedAt < events && row.Body == null).OrderBy(row => row.Id).Take(rest)).ConfigureAwait(false);
        foreach (var id in older.Select(static row => row.Id))
        {
            await session.Table<PepayDelivery>().DeleteAsync(row => row.PepayEventId == id).ConfigureAwait(false);
            await session.Table<PepayEvent>().DeleteAsync(row => row.Id == id).ConfigureAwait(false);
        }

        return old.Count + older.Count;
    });

    private static async Task<IReadOnlyList<AcceptResult>> InsertNewAsync(ShopSession session, IReadOnlyList<IncomingEvent> events)
    {
        var rows = events.Select(InboxRows.ToRow).ToList();
        var keys = rows.Select(static row => row.UniqueKey).ToList();
        var known = (await session.ListAsync<PepayEvent>(all => all.Where(row => keys.Contains(row.UniqueKey))).ConfigureAwait(false))
            .Select(static row => row.UniqueKey).ToHashSet(StringComparer.Ordinal);
        var results = new AcceptResult[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            if (!known.Add(rows[i].UniqueKey))
            {
                results[i] = AcceptResult.Duplicate;
                continue;
            }

            await session.InsertAsync(rows[i]).ConfigureAwait(false);
        }

        return results;
    }

    // A lease that ran out that long ago is nobody's, too. What waits for an older one of its key could not be taken, and stays.
    private async Task<List<PepayDelivery>> ListUntakenAsync(ShopSession session, IEnumerable<PepayDelivery> deliveries)
    {
        var longAgo = (time.GetUtcNow() - IInboxStore.UntakenFor).UtcTicks;
        var untaken = new List<PepayDelivery>();
        foreach (var row in deliveries.Where(row => row.StateId is Pending or Leased && row.DueAt <= longAgo))
        {
            var (id, handler, hash) = (row.PepayEventId, row.Handler, row.OrderingHash);
            if (hash is null || await session.CountAsync<PepayDelivery>(rows => rows.Where(ahead =>
                    ahead.Handler == handler && ahead.OrderingHash == hash && ahead.PepayEventId < id
                    && (ahead.StateId == Pending || ahead.StateId == Leased))).ConfigureAwait(false) == 0)
                untaken.Add(row);
        }

        return untaken;
    }

    private async Task<bool> ReplayOneAsync(ShopSession session, PepayEvent row, InboxReplay replay)
    {
        var states = new List<int> { (int)DeliveryState.Dead };
        if (replay.IncludeDone || replay.Id is not null)
            states.Add((int)DeliveryState.Dismissed);
        if (replay.IncludeDone)
            states.Add((int)DeliveryState.Done);
        var id = row.Id;
        var deliveries = await session.ListAsync<PepayDelivery>(all => all
            .Where(delivery => delivery.PepayEventId == id && states.Contains(delivery.StateId))).ConfigureAwait(false);
        foreach (var delivery in deliveries)
        {
            delivery.StateId = (int)DeliveryState.Pending;
            delivery.Attempts = 0;
            delivery.DueAt = time.GetUtcNow().UtcTicks;
            delivery.FinishedAt = null;
            await session.UpdateAsync(delivery).ConfigureAwait(false);
        }

        if (deliveries.Count == 0 && !replay.IncludeDone)
            return false;

        // As a new event it is routed again, which gives it to handlers that did not exist when it came.
        row.StateId = replay.IncludeDone ? New : Open;
        await session.UpdateAsync(row).ConfigureAwait(false);
        return true;
    }
}
