using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Telemetry;

namespace Pepay.Runtime.Dispatch;

/// <summary>Runs handlers for leased events: a scope for each, a transaction and a mark that it may share with others. Never throws.</summary>
internal sealed class DeliveryRunner(
    IInboxStore store, RoutingTable routes, EventProof proof, IServiceScopeFactory scopes, InboxMetrics metrics,
    IOptions<DispatchOptions> options, TimeProvider time, ILogger<DeliveryRunner> logger)
{
    private readonly DispatchOptions options = options.Value;

    // Handlers that kept the transaction for too long the last time; until they are quick again, each of their deliveries has one of its own.
    private readonly ConcurrentDictionary<string, bool> slow = new(StringComparer.Ordinal);

    /// <summary>Runs what is in the queue until it is completed. Several may take from one queue.</summary>
    /// <param name="queue">The deliveries.</param>
    /// <param name="ended">Told of each delivery that is marked, given back or lost.</param>
    public async Task RunAsync(ChannelReader<HeldDelivery> queue, Action<HeldDelivery> ended)
    {
        HeldDelivery? next = null;
        while (next is not null || await queue.WaitToReadAsync().ConfigureAwait(false))
        {
            if (next is not null || queue.TryRead(out next))
                next = await RunBatchAsync(next, queue, ended).ConfigureAwait(false);
        }
    }

    /// <returns>A delivery that was taken and is not of this batch.</returns>
    private async Task<HeldDelivery?> RunBatchAsync(HeldDelivery first, ChannelReader<HeldDelivery> queue, Action<HeldDelivery> ended)
    {
        using var batch = new DeliveryBatch(store, time);
        HeldDelivery? next = first;
        do
        {
            if (next.Delivery.Attempt == 1)
                metrics.Lag(next.Delivery.Handler, time.GetUtcNow() - next.Delivery.Event.ReceivedAt);
            await RunOneAsync(next, batch, ended).ConfigureAwait(false);
            next = null;
        }
        while (HasRoom(batch, first) && queue.TryRead(out next) && next.Delivery.Handler == first.Delivery.Handler);

        await SettleAsync(batch, ended).ConfigureAwait(false);
        return next;
    }

    private bool HasRoom(DeliveryBatch batch, HeldDelivery first) =>
        batch.Count < options.MaxTransactionEvents && batch.Age < options.MaxTransactionTime && !slow.ContainsKey(first.Delivery.Handler);

    private async Task SettleAsync(DeliveryBatch batch, Action<HeldDelivery> ended)
    {
        await batch.CommitAsync().ConfigureAwait(false);
        foreach (var held in batch.Done)
            End(held, "done", ended);
        foreach (var held in batch.Lost)
            EndLost(held, ended);
        foreach (var (held, error) in batch.Unmarked)
        {
            using var scope = DispatchLog.Scope(logger, held.Delivery);
            await FailAsync(held, error, ended).ConfigureAwait(false);
        }

        foreach (var held in batch.Again)
        {
            using var alone = new DeliveryBatch(store, time);
            await RunOneAsync(held, alone, ended).ConfigureAwait(false);
            await SettleAsync(alone, ended).ConfigureAwait(false);
        }
    }

    private async Task RunOneAsync(HeldDelivery held, DeliveryBatch batch, Action<HeldDelivery> ended)
    {
        var delivery = held.Delivery;
        using var scope = DispatchLog.Scope(logger, delivery);
        using var activity = PepayTelemetry.StartHandler(delivery);
        batch.Start();
        try
        {
            if (held.IsStopping)
                throw new OperationCanceledException(held.Token);
            await HandleAsync(Row(delivery), held, batch).ConfigureAwait(false);
            batch.Handled(held);
        }
        catch (Exception exception)
        {
            activity.Fail(exception.GetType().FullName!);

            // Rolled back before anything else is written: an embedded store has one writer.
            var shared = batch.IsShared;
            await batch.UndoAsync().ConfigureAwait(false);
            await EndAttemptAsync(held, exception, batch, shared, ended).ConfigureAwait(false);
        }

        NoteSpeed(delivery.Handler, batch.LastJoined);
    }

    private HandlerDescriptor Row(Delivery delivery)
    {
        if (routes.Find(delivery.Handler, delivery.Event.Provider, delivery.Event.Type) is not { } row)
            throw new GivenUpException($"Handler {delivery.Handler} no longer takes events of type {delivery.Event.Type}. Replay the event to give it to the handlers of today.");
        return delivery.Attempt <= options.MaxAttempts ? row
            : throw new GivenUpException($"{options.MaxAttempts} attempts were begun and none ended: the process died or lost its lease each time.");
    }

    private async Task HandleAsync(HandlerDescriptor row, HeldDelivery held, DeliveryBatch batch)
    {
        var services = scopes.CreateAsyncScope();
        await using var _ = services.ConfigureAwait(false);
        await batch.WaitAsync(InvokeAsync(row, services.ServiceProvider, held, batch), options.MaxTransactionTime).ConfigureAwait(false);
    }

    private async Task InvokeAsync(HandlerDescriptor row, IServiceProvider services, HeldDelivery held, DeliveryBatch batch)
    {
        // The sync handler reads the payment itself, and does nothing with one that the account does not have.
        var incoming = held.Delivery.Event;
        var owner = incoming.NeedsProof && row.Name != PaymentEventHandler.Name ? await proof.OfAsync(incoming, held.Token).ConfigureAwait(false) : Ownership.Unknown;
        if (owner == Ownership.Foreign)
            throw new GivenUpException(
                $"Payment {incoming.OrderingKey} is not one of account '{incoming.Account}' at {incoming.Provider}, and the event was signed with a key that all merchants share: it is another merchant's, " +
                "and no handler was given it. Dismiss it; replay it if the account's credentials were wrong.");
        var context = Context(held.Delivery, incoming.NeedsProof && owner != Ownership.Own, token => batch.JoinAsync(held, token));
        await row.Invoke(services, context, held.Token).ConfigureAwait(false);
    }

    private async Task EndAttemptAsync(HeldDelivery held, Exception exception, DeliveryBatch batch, bool shared, Action<HeldDelivery> ended)
    {
        switch (exception)
        {
            case LeaseLostException:
            case OperationCanceledException when held.IsLost:
                EndLost(held, ended);
                break;
            case OperationCanceledException when held.IsStopping:
                await CommitBeforeAsync(batch).ConfigureAwait(false);
                await EndAsync(held, new(FailureOutcome.Release, null), "released", ended).ConfigureAwait(false);
                break;
            case HandlerUnavailableException away:
                await CommitBeforeAsync(batch).ConfigureAwait(false);
                await EndAsync(held, new(FailureOutcome.Release, ErrorText.Of(away), away.RetryAfter), "waiting", ended).ConfigureAwait(false);
                break;
            case GivenUpException:
                await CommitBeforeAsync(batch).ConfigureAwait(false);
                await EndAsync(held, new(FailureOutcome.Dead, exception.Message), "dead", ended).ConfigureAwait(false);
                break;
            case not null when shared && IsOfDatabase(exception):
                // It may be the company that it was in (a deadlock, a lock): only alone does it count.
                batch.Again.Add(held);
                break;
            default:
                await CommitBeforeAsync(batch).ConfigureAwait(false);
                await FailAsync(held, exception!, ended).ConfigureAwait(false);
                break;
        }
    }

    // Its end is written in a transaction of its own, for which an embedded store has no room beside an open one.
    private static Task CommitBeforeAsync(DeliveryBatch batch) => batch.CommitAsync();

    private async Task FailAsync(HeldDelivery held, Exception exception, Action<HeldDelivery> ended)
    {
        if (held.Delivery.Attempt >= options.MaxAttempts)
        {
            DispatchLog.Dead(logger, exception, held.Delivery);
            await EndAsync(held, new(FailureOutcome.Dead, ErrorText.Of(exception)), "dead", ended).ConfigureAwait(false);
            return;
        }

        var delay = options.DelayAfter(held.Delivery.Attempt);
        DispatchLog.Retry(logger, exception, held.Delivery, delay);
        await EndAsync(held, new(FailureOutcome.Retry, ErrorText.Of(exception), delay), "retry", ended).ConfigureAwait(false);
    }

    private async Task EndAsync(HeldDelivery held, DeliveryFailure failure, string outcome, Action<HeldDelivery> ended)
    {
        try
        {
            if (await store.FailAsync(held.Delivery, failure, CancellationToken.None).ConfigureAwait(false))
                End(held, outcome, ended);
            else
                EndLost(held, ended);
        }
        catch (Exception exception)
        {
            // The database is out of reach. The lease runs out and somebody tries again.
            DispatchLog.MarkFailed(logger, exception, held.Delivery);
            End(held, "unmarked", ended);
        }
    }

    private void EndLost(HeldDelivery held, Action<HeldDelivery> ended)
    {
        using var scope = DispatchLog.Scope(logger, held.Delivery);
        DispatchLog.LeaseLost(logger, held.Delivery);
        End(held, "lost", ended);
    }

    private void End(HeldDelivery held, string outcome, Action<HeldDelivery> ended)
    {
        metrics.Attempt(held.Delivery.Handler, outcome, time.GetElapsedTime(held.ClaimedAt));
        ended(held);
    }

    private void NoteSpeed(string handler, TimeSpan joined)
    {
        if (joined > options.MaxTransactionTime)
            slow[handler] = true;
        else
            slow.TryRemove(handler, out _);
    }

    private static bool IsOfDatabase(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is DbException or TimeoutException)
                return true;
        }

        return false;
    }

    private static EventContext Context(Delivery delivery, bool needsProof, Func<CancellationToken, ValueTask<DbTransaction>> transaction) => new()
    {
        Provider = delivery.Event.Provider,
        Account = delivery.Event.Account,
        EventId = delivery.Event.EventId,
        EventType = delivery.Event.Type,
        OrderingKey = delivery.Event.OrderingKey,
        Environment = delivery.Event.Environment,
        NeedsProof = needsProof,
        CreatedAt = delivery.Event.CreatedAt,
        ReceivedAt = delivery.Event.ReceivedAt,
        Attempt = delivery.Attempt,
        HandlerName = delivery.Handler,
        Body = delivery.Event.Body,
        Transaction = transaction,
    };

    /// <summary>No further attempt can help.</summary>
    private sealed class GivenUpException(string message) : Exception(message);
}
