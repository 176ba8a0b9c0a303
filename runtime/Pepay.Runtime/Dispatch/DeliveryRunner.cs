using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

/// <summary>Runs one handler for one leased event: its scope, its transaction, its mark. Never throws.</summary>
internal sealed class DeliveryRunner(
    IInboxStore store, RoutingTable routes, IServiceScopeFactory scopes, InboxMetrics metrics,
    IOptions<DispatchOptions> options, TimeProvider time, ILogger<DeliveryRunner> logger)
{
    private readonly DispatchOptions options = options.Value;

    public async Task RunAsync(Delivery delivery, CancellationToken stopping)
    {
        using var scope = DispatchLog.Scope(logger, delivery);
        if (delivery.Attempt == 1)
            metrics.Lag(delivery.Handler, time.GetUtcNow() - delivery.Event.ReceivedAt);
        try
        {
            var outcome = await TryAsync(delivery, stopping).ConfigureAwait(false);
            metrics.Attempt(delivery.Handler, outcome);
        }
        catch (Exception exception)
        {
            // The database is out of reach. The lease runs out and somebody tries again.
            DispatchLog.MarkFailed(logger, exception);
            metrics.Attempt(delivery.Handler, "unmarked");
        }
    }

    private async Task<string> TryAsync(Delivery delivery, CancellationToken stopping)
    {
        if (routes.Find(delivery.Handler, delivery.Event.Provider, delivery.Event.Type) is not { } row)
            return await GiveUpAsync(delivery, $"Handler {delivery.Handler} no longer takes events of type {delivery.Event.Type}. Replay the event to give it to the handlers of today.").ConfigureAwait(false);
        if (delivery.Attempt > options.MaxAttempts)
            return await GiveUpAsync(delivery, $"{options.MaxAttempts} attempts were begun and none ended: the process died or lost its lease each time.").ConfigureAwait(false);
        var renewal = new LeaseRenewal(store, delivery, options.Lease, time, stopping);
        try
        {
            await using (renewal.ConfigureAwait(false))
            {
                var mine = await HandleAsync(row, delivery, renewal.Token).ConfigureAwait(false);
                return mine ? "done" : Lost();
            }
        }
        catch (LeaseLostException)
        {
            return Lost();
        }
        catch (OperationCanceledException) when (renewal.IsLost)
        {
            return Lost();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await EndAsync(delivery, new(FailureOutcome.Release, null), "released").ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return await FailAsync(delivery, exception).ConfigureAwait(false);
        }
    }

    /// <summary>Calls the handler and sets the mark, in the handler's transaction when it began one.</summary>
    /// <returns>False when somebody else has the delivery; then nothing of this attempt was committed.</returns>
    private async Task<bool> HandleAsync(HandlerDescriptor row, Delivery delivery, CancellationToken cancellationToken)
    {
        var services = scopes.CreateAsyncScope();
        await using var _ = services.ConfigureAwait(false);

        // Disposed first, and so rolled back before the failure is written: an embedded store has one writer.
        var transaction = new LazyTransaction(store, delivery);
        await using var __ = transaction.ConfigureAwait(false);
        await row.Invoke(services.ServiceProvider, Context(delivery, transaction), cancellationToken).ConfigureAwait(false);

        // A crash before the commit repeats the whole delivery; effects outside the inbox database then carry the same effect key.
        return transaction.Begun is { } begun
            ? await begun.CompleteAsync([delivery], CancellationToken.None).ConfigureAwait(false)
            : (await store.CompleteAsync([delivery], CancellationToken.None).ConfigureAwait(false))[0];
    }

    private async Task<string> FailAsync(Delivery delivery, Exception exception)
    {
        if (delivery.Attempt >= options.MaxAttempts)
        {
            DispatchLog.Dead(logger, exception, delivery.Attempt);
            return await GiveUpAsync(delivery, ErrorText.Of(exception)).ConfigureAwait(false);
        }

        var delay = options.DelayAfter(delivery.Attempt);
        DispatchLog.Retry(logger, exception, delivery.Attempt, delay.TotalSeconds);
        return await EndAsync(delivery, new(FailureOutcome.Retry, ErrorText.Of(exception), delay), "retry").ConfigureAwait(false);
    }

    private Task<string> GiveUpAsync(Delivery delivery, string error) => EndAsync(delivery, new(FailureOutcome.Dead, error), "dead");

    private async Task<string> EndAsync(Delivery delivery, DeliveryFailure failure, string outcome) =>
        await store.FailAsync(delivery, failure, CancellationToken.None).ConfigureAwait(false) ? outcome : Lost();

    private string Lost()
    {
        DispatchLog.LeaseLost(logger);
        return "lost";
    }

    private static EventContext Context(Delivery delivery, LazyTransaction transaction) => new()
    {
        Provider = delivery.Event.Provider,
        Account = delivery.Event.Account,
        EventId = delivery.Event.EventId,
        EventType = delivery.Event.Type,
        OrderingKey = delivery.Event.OrderingKey,
        Environment = delivery.Event.Environment,
        NeedsProof = delivery.Event.NeedsProof,
        ReceivedAt = delivery.Event.ReceivedAt,
        Attempt = delivery.Attempt,
        HandlerName = delivery.Handler,
        Body = delivery.Event.Body,
        Transaction = transaction.BeginAsync,
    };
}
