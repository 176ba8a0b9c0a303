using System.Data.Common;
using System.Globalization;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Services.Orders;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>
/// Moves an order to what its payments say, by the shop's own order services, so that events, mails, roles and stock work. Called under the
/// order's lease. Each effect is written into the ledger first and checked against the order as the database has it now: a repetition, after a
/// crash or over another node, finds it done. An order never goes back: a late "paid" after a refund changes nothing. Thread safe.
/// </summary>
public sealed class OrderUpdater(ShopDatabase database, Ledger ledger, AccountCatalog catalog, TimeProvider time) : IPaymentChangeHandler
{
    /// <summary>How long the shop may take to book a refund of its own button.</summary>
    internal static readonly TimeSpan HandOver = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The order is not there (yet); the change is tried again.</exception>
    public async Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var order = await FindOrderAsync(change.After.OrderNumber).ConfigureAwait(false) ?? throw new InvalidOperationException(
            $"Order {change.After.OrderNumber} of payment {change.After.PaymentId} is not in the shop. The payment is kept and tried again.");
        await BringToAsync(order, [change.After, .. change.Others], cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await TellAsync(order, change).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await CancelUnpaidAsync(change).ConfigureAwait(false);
    }

    /// <summary>Brings an order to what its payments say. Called under the order's lease.</summary>
    internal async Task BringToAsync(Order order, IReadOnlyList<Payment> attempts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var money = OrderMoney.Of(attempts, OrderAmount.Of(order.OrderTotal, attempts[0].Amount.Currency).Amount);
        if (money.IsPaid)
            await PayAsync(order, attempts.First(static attempt => attempt.State.WasPaid), attempts).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await RefundAsync(order, attempts, money).ConfigureAwait(false);
    }

    private async Task PayAsync(Order order, Payment payment, IReadOnlyList<Payment> attempts)
    {
        var entry = await ledger.BeginAsync(payment.OrderNumber, payment.PaymentId, Ledger.Transitions.Paid, payment.Amount.Amount).ConfigureAwait(false);
        if (entry.StateId == (int)LedgerState.Done)
            return;

        // A crash from here on repeats the check below, not the effect: the order says whether it is paid.
        await database.RunForStoreAsync(order.StoreId, async session =>
        {
            var processing = session.Get<IOrderProcessingService>();
            var current = await session.Get<IOrderService>().GetOrderByGuidAsync(order.OrderGuid).ConfigureAwait(false);
            if (current.PaymentStatus is PaymentStatus.Pending or PaymentStatus.Authorized && processing.CanMarkOrderAsPaid(current))
            {
                current.CaptureTransactionId = payment.PaymentId;
                current.CaptureTransactionResult = payment.ProviderStatus;
                await processing.MarkOrderAsPaidAsync(current).ConfigureAwait(false);
                await AddNoteAsync(session, current, $"{Name(payment)}: payment {payment.PaymentId} of {payment.Amount} was confirmed by the provider. The order is paid.").ConfigureAwait(false);
            }
            else if (WhyLeft(current, payment, attempts) is { } why)
            {
                await AddNoteAsync(session, current, $"{Name(payment)}: payment {payment.PaymentId} of {payment.Amount} arrived, but the order is {why}").ConfigureAwait(false);
            }

            return true;
        }).ConfigureAwait(false);
        await ledger.MoveAsync(entry, LedgerState.Done).ConfigureAwait(false);
    }

    /// <summary>What the order is that money came too late for, and what to do; null when this very money paid it, or when the note about two payments says it.</summary>
    private static string? WhyLeft(Order current, Payment payment, IReadOnlyList<Payment> attempts)
    {
        if (current.PaymentStatus is PaymentStatus.Pending or PaymentStatus.Authorized or PaymentStatus.Voided)
            return $"{current.OrderStatus.ToString().ToLowerInvariant()} and was left as it is. Give the money back, or place the order again.";
        if (current.CaptureTransactionId == payment.PaymentId || attempts.Any(other => other != payment && other.State is { WasPaid: true, Refunded: 0m }))
            return null;
        return $"{(current.PaymentStatus == PaymentStatus.Paid ? "paid already in another way" : "refunded already")} and was left as it is. If the money is not owed, give it back.";
    }

    private async Task RefundAsync(Order order, IReadOnlyList<Payment> attempts, OrderMoney money)
    {
        if (money.Refunded <= 0)
            return;
        var payment = attempts.First(static attempt => attempt.State.Refunded > 0);
        var pending = await HandedOverAsync(payment.OrderNumber).ConfigureAwait(false);
        var current = await FindOrderAsync(payment.OrderNumber).ConfigureAwait(false);
        var target = money.RefundedOf(OrderAmount.Of(current!.OrderTotal, payment.Amount.Currency).Amount);
        if (target <= Math.Max(current.RefundedAmount, pending) || current.PaymentStatus is not (PaymentStatus.Paid or PaymentStatus.PartiallyRefunded))
            return;

        var entry = await ledger.BeginAsync(payment.OrderNumber, null, Ledger.Transitions.Refunded, target).ConfigureAwait(false);
        if (entry.StateId == (int)LedgerState.Done)
            return;
        await BookRefundAsync(order, payment, target).ConfigureAwait(false);
        await ledger.MoveAsync(entry, LedgerState.Done).ConfigureAwait(false);
    }

    /// <summary>Books offline what the order does not have yet; the order as it is now decides, so that a repetition books nothing.</summary>
    private Task<bool> BookRefundAsync(Order known, Payment payment, decimal target) => database.RunForStoreAsync(known.StoreId, async session =>
    {
        var processing = session.Get<IOrderProcessingService>();
        var order = await session.Get<IOrderService>().GetOrderByGuidAsync(known.OrderGuid).ConfigureAwait(false);

        // The shop's total has more decimals than the currency: all that can be given back is all of it.
        var rest = (target >= OrderAmount.Of(order.OrderTotal, payment.Amount.Currency).Amount ? order.OrderTotal : target) - order.RefundedAmount;
        if (rest <= 0)
            return false;
        var amount = OrderAmount.Of(rest, payment.Amount.Currency);
        if (order.RefundedAmount == 0 && rest >= order.OrderTotal && processing.CanRefundOffline(order))
            await processing.RefundOfflineAsync(order).ConfigureAwait(false);
        else if (processing.CanPartiallyRefundOffline(order, rest))
            await processing.PartiallyRefundOfflineAsync(order, rest).ConfigureAwait(false);
        else
        {
            await AddNoteAsync(session, order, $"{Name(payment)}: {amount} of payment {payment.PaymentId} was given back at the provider, but the shop does not let it be booked on this order. Correct the order by hand.").ConfigureAwait(false);
            return false;
        }

        await AddNoteAsync(session, order, $"{Name(payment)}: {amount} of payment {payment.PaymentId} was given back at the provider, and is booked here.").ConfigureAwait(false);
        return true;
    });

    /// <summary>What refunds of the shop's own button will have given back once the shop has booked them; 0 when none is on its way.</summary>
    private async Task<decimal> HandedOverAsync(string orderNumber)
    {
        var since = (time.GetUtcNow() - HandOver).UtcTicks;
        return (await ledger.ListAsync(orderNumber).ConfigureAwait(false))
            .Where(entry => entry.Transition == Ledger.Transitions.Refunded && entry.StateId == (int)LedgerState.HandedOver && entry.At > since)
            .Select(static entry => entry.Amount).DefaultIfEmpty().Max();
    }

    /// <summary>Says in a note what the order's status alone does not: too much or too little money, a dispute, a second payment.</summary>
    private async Task TellAsync(Order order, PaymentChange change)
    {
        var (before, after) = (change.Before.State, change.After.State);
        var text = after.Label switch
        {
            PaymentLabel.Underpaid => $"{new Money(after.Received, change.After.Amount.Currency)} of {change.After.Amount} arrived. The rest is awaited.",
            PaymentLabel.Overpaid => $"{new Money(after.Received, change.After.Amount.Currency)} arrived, more than the order's {change.After.Amount}.",
            PaymentLabel.Disputed => "the payer disputes the payment.",
            PaymentLabel.DisputeWon => "the dispute was decided for the shop.",
            PaymentLabel.DisputeLost => "the dispute was decided against the shop; the money is gone.",
            PaymentLabel.Expired => "the time to pay ran out.",
            PaymentLabel.Failed => "the payment was declined. The customer may try again.",
            PaymentLabel.Cancelled => "the payment was cancelled.",
            _ => null,
        };
        if (after.WasPaid && change.After.Amount.Amount < OrderAmount.Of(order.OrderTotal, change.After.Amount.Currency).Amount)
            text = $"{change.After.Amount} arrived, but the order's total has become {OrderAmount.Of(order.OrderTotal, change.After.Amount.Currency)} since. The order was left as it is.";
        if (change.IsPaidByAnother && after.WasPaid && !before.WasPaid)
            text = $"the order is paid twice: {new Money(after.Received, change.After.Amount.Currency)} arrived although another payment had paid it. Give one of the two back.";
        if (text is null || (before.Label == after.Label && before.Received == after.Received))
            return;

        var entry = await ledger.BeginAsync(change.After.OrderNumber, change.EffectKey, Ledger.Transitions.Noted, after.Received).ConfigureAwait(false);
        if (entry.StateId == (int)LedgerState.Done)
            return;
        await database.RunAsync(async session =>
        {
            await AddNoteAsync(session, order, $"{Name(change.After)}, payment {change.After.PaymentId}: {text}").ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        await ledger.MoveAsync(entry, LedgerState.Done).ConfigureAwait(false);
    }

    private async Task CancelUnpaidAsync(PaymentChange change)
    {
        // A retired attempt was replaced, whatever has become of the new one.
        if (!change.After.IsCurrent || change.After.State is not { Received: 0m, Label: PaymentLabel.Expired or PaymentLabel.Cancelled }
            || change.Others.Any(static other => other.State.Received > 0 || (other.IsCurrent && other.State.Closing == ClosingReason.None)))
        {
            return;
        }

        var order = await FindOrderAsync(change.After.OrderNumber).ConfigureAwait(false);
        var settings = await catalog.LoadAsync(change.After.Provider, order!.StoreId).ConfigureAwait(false);
        if (!settings.CancelUnpaidOrders || order.PaymentStatus != PaymentStatus.Pending)
            return;
        var entry = await ledger.BeginAsync(change.After.OrderNumber, change.After.PaymentId, Ledger.Transitions.Cancelled, 0).ConfigureAwait(false);
        if (entry.StateId == (int)LedgerState.Done)
            return;
        await database.RunForStoreAsync(order.StoreId, async session =>
        {
            var processing = session.Get<IOrderProcessingService>();
            var current = await session.Get<IOrderService>().GetOrderByGuidAsync(order.OrderGuid).ConfigureAwait(false);
            if (current.OrderStatus == OrderStatus.Cancelled || !processing.CanCancelOrder(current))
                return false;
            await processing.CancelOrderAsync(current, notifyCustomer: true).ConfigureAwait(false);
            await AddNoteAsync(session, current, $"{Name(change.After)}: the order was cancelled because it was not paid in time (setting \"Cancel unpaid orders\").").ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        await ledger.MoveAsync(entry, LedgerState.Done).ConfigureAwait(false);
    }

    private Task<Order?> FindOrderAsync(string orderNumber) => database.RunAsync(async session =>
        Guid.TryParse(orderNumber, CultureInfo.InvariantCulture, out var guid)
        && await session.Get<IOrderService>().GetOrderByGuidAsync(guid).ConfigureAwait(false) is { Deleted: false } order
            ? order
            : null);

    private Task AddNoteAsync(ShopSession session, Order order, string text) => session.Get<IOrderService>().InsertOrderNoteAsync(
        new OrderNote { OrderId = order.Id, Note = text, CreatedOnUtc = time.GetUtcNow().UtcDateTime });

    private static string Name(Payment payment) => PepayDefaults.DisplayName(payment.Provider);
}
