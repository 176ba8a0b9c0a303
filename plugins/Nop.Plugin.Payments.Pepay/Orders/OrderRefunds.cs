using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Orders;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>How a refund of the shop's button ended.</summary>
/// <param name="Error">Why nothing is to be booked, in a sentence for the merchant; null when the provider gave the money back.</param>
/// <param name="Status">The order's payment status afterwards.</param>
public sealed record RefundOutcome(string? Error, PaymentStatus Status);

/// <summary>
/// The shop's refund button. The shop books after this returns, outside of any lock; so the ledger remembers what is being booked, and
/// a second click, another node or the provider's own event in between books nothing twice. Thread safe.
/// </summary>
public sealed class OrderRefunds(ShopDatabase database, ShopLeases leases, Ledger ledger, PaymentEngines engines, TimeProvider time)
{
    /// <summary>Gives an amount back at the provider.</summary>
    /// <param name="order">The order as the caller read it.</param>
    /// <param name="amount">How much, in the order's currency.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<RefundOutcome> RefundAsync(Order order, decimal amount, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (engines.Current is not { } engine)
            return await RefuseAsync(order, "Refund.NotRunning", engines.Problem ?? "").ConfigureAwait(false);
        var number = order.OrderGuid.ToString("D");
        await using var lease = await leases.AcquireAsync(ShopLeases.ForOrder(number), cancellationToken).ConfigureAwait(false);
        var current = await database.RunAsync(session => session.Get<IOrderService>().GetOrderByGuidAsync(order.OrderGuid)).ConfigureAwait(false);
        var after = current.RefundedAmount + amount;
        if (current.RefundedAmount != order.RefundedAmount || await IsBookingAsync(number, current).ConfigureAwait(false))
            return await RefuseAsync(order, "Refund.AtTheSameTime").ConfigureAwait(false);
        if (amount <= 0 || after > current.OrderTotal)
            return await RefuseAsync(order, "Refund.TooMuch", amount, current.RefundedAmount, current.OrderTotal).ConfigureAwait(false);

        var attempts = await engine.Get<IPaymentStore>().ListByOrderAsync(number, cancellationToken).ConfigureAwait(false);
        var enough = attempts.Where(attempt => attempt.PaymentId is not null && attempt.State.Received - attempt.State.Refunded >= amount).ToList();
        foreach (var payment in enough)
        {
            if (engine.Find(payment.Provider, payment.Account) is IPaymentRefunds provider)
                return await RefundAsync(current, payment, provider, after, amount, cancellationToken).ConfigureAwait(false);
        }

        if (enough.Count == 0)
            return await RefuseAsync(order, "Refund.NotEnough").ConfigureAwait(false);
        return enough.Find(payment => engine.Find(payment.Provider, payment.Account) is null) is { } gone
            ? await RefuseAsync(order, "Refund.NoAccount", gone.Account, PepayDefaults.DisplayName(gone.Provider)).ConfigureAwait(false)
            : await RefuseAsync(order, "Refund.NoInterface", PepayDefaults.DisplayName(enough[0].Provider)).ConfigureAwait(false);
    }

    private async Task<RefundOutcome> RefundAsync(
        Order order, Payment payment, IPaymentRefunds provider, decimal after, decimal amount, CancellationToken cancellationToken)
    {
        var entry = await ledger.BeginAsync(payment.OrderNumber, null, Ledger.Transitions.Refunded, after, Guid.NewGuid().ToString("D")).ConfigureAwait(false);
        if (entry.StateId != (int)LedgerState.Begun || entry.IdempotencyKey is not { } key)
            return await RefuseAsync(order, "Refund.Booked").ConfigureAwait(false);
        try
        {
            // A crash from here on leaves the entry with its key: the next click repeats the same refund, and the sweep books what the provider did.
            await provider.RefundAsync(payment.PaymentId!, OrderAmount.Of(amount, payment.Amount.Currency), key, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (!exception.OutcomeUnknown)
        {
            await ledger.RemoveAsync(entry).ConfigureAwait(false);
            return await RefuseAsync(order, "Refund.Refused", exception.Message).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            return await RefuseAsync(order, "Refund.Unknown", exception.Message).ConfigureAwait(false);
        }

        await ledger.MoveAsync(entry, LedgerState.HandedOver).ConfigureAwait(false);
        return new RefundOutcome(null, after >= order.OrderTotal ? PaymentStatus.Refunded : PaymentStatus.PartiallyRefunded);
    }

    /// <summary>Notes that the shop has booked a refund.</summary>
    internal async Task BookedAsync(Order order)
    {
        foreach (var entry in await ledger.ListAsync(order.OrderGuid.ToString("D")).ConfigureAwait(false))
        {
            if (entry.Transition == Ledger.Transitions.Refunded && entry.StateId == (int)LedgerState.HandedOver && entry.Amount <= order.RefundedAmount)
                await ledger.MoveAsync(entry, LedgerState.Done).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsBookingAsync(string number, Order current)
    {
        var since = (time.GetUtcNow() - OrderUpdater.HandOver).UtcTicks;
        return (await ledger.ListAsync(number).ConfigureAwait(false)).Any(entry => entry.Transition == Ledger.Transitions.Refunded
            && entry.StateId == (int)LedgerState.HandedOver && entry.At > since && entry.Amount > current.RefundedAmount);
    }

    // The status must always be given: the shop's default would turn a paid order pending.
    private async Task<RefundOutcome> RefuseAsync(Order order, string text, params object[] values) =>
        new(await database.RunAsync(session => session.Get<TextResources>().SayAsync(text, values)).ConfigureAwait(false), order.PaymentStatus);
}
