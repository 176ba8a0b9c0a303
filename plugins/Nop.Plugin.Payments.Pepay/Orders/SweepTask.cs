using Nop.Core.Domain.Logging;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Services.Orders;
using Nop.Services.ScheduleTasks;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>
/// The shop's schedule task: starts the engine when it does not run, wakes it, looks again at open payments that are due, and books refunds
/// that the shop should have booked and has not.
/// </summary>
public sealed class SweepTask(
    PaymentEngines engines, ShopDatabase database, ShopLeases leases, Ledger ledger, OrderUpdater updater, ShopLog log, TimeProvider time) : IScheduleTask
{
    private const int BatchSize = 20;

    /// <summary>When a refund that the provider still does not show was never made; well within the time that it remembers the key.</summary>
    private static readonly TimeSpan OutcomeKnownAfter = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task ExecuteAsync()
    {
        await engines.ReloadAsync(default).ConfigureAwait(false);
        if (engines.Current is not { } engine)
            return;
        engine.Get<InboxSignal>().Set();
        await TryAsync(() => engine.Get<PaymentSweep>().RunAsync(BatchSize, default), "Open payments").ConfigureAwait(false);
        foreach (var entry in await ledger.ListUnfinishedRefundsAsync(OrderUpdater.HandOver, BatchSize).ConfigureAwait(false))
            await TryAsync(() => RepairRefundAsync(engine, entry), $"The refund of order {entry.OrderNumber}").ConfigureAwait(false);
    }

    private async Task<bool> RepairRefundAsync(PaymentEngine engine, PepayLedgerEntry entry)
    {
        var store = engine.Get<IPaymentStore>();
        foreach (var attempt in await store.ListByOrderAsync(entry.OrderNumber, default).ConfigureAwait(false))
            await engine.Get<PaymentReconciler>().ReconcileAsync(attempt.AttemptId, "sweep", default).ConfigureAwait(false);

        await using var lease = await leases.AcquireAsync(ShopLeases.ForOrder(entry.OrderNumber), default).ConfigureAwait(false);
        var order = await database.RunAsync(session => session.Get<IOrderService>().GetOrderByGuidAsync(Guid.Parse(entry.OrderNumber))).ConfigureAwait(false);
        await updater.BringToAsync(order, await store.ListByOrderAsync(entry.OrderNumber, default).ConfigureAwait(false), lease.Lost).ConfigureAwait(false);
        order = await database.RunAsync(session => session.Get<IOrderService>().GetOrderByGuidAsync(order.OrderGuid)).ConfigureAwait(false);
        if (order.RefundedAmount >= entry.Amount)
            await ledger.MoveAsync(entry, LedgerState.Done).ConfigureAwait(false);
        else if (entry.StateId == (int)LedgerState.Begun && entry.At < (time.GetUtcNow() - OutcomeKnownAfter).UtcTicks)
            await ledger.RemoveAsync(entry).ConfigureAwait(false);
        return true;
    }

    private async Task TryAsync<T>(Func<Task<T>> work, string what)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // One that fails must not keep the others waiting; it is looked at again by the next run.
            await log.WriteAsync(LogLevel.Warning, $"{what} could not be looked at: {exception.Message}", exception is ApiException ? null : exception).ConfigureAwait(false);
        }
    }
}
