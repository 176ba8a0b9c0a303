using Nop.Core.Domain.Logging;
using Nop.Core.Domain.Orders;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Services.Events;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>Notes in the ledger that the shop has booked a refund.</summary>
public sealed class RefundConsumer(OrderRefunds refunds) : IConsumer<OrderRefundedEvent>
{
    /// <inheritdoc/>
    public Task HandleEventAsync(OrderRefundedEvent eventMessage) => refunds.BookedAsync(eventMessage.Order);
}

/// <summary>Closes the open payments of an order that was cancelled, where the provider can, so that nobody pays it any more.</summary>
public sealed class CancellationConsumer(PaymentEngines engines, ShopLog log) : IConsumer<OrderStatusChangedEvent>
{
    /// <inheritdoc/>
    public async Task HandleEventAsync(OrderStatusChangedEvent eventMessage)
    {
        if (eventMessage.Order.OrderStatus != OrderStatus.Cancelled || engines.Current is not { } engine)
            return;
        var attempts = await engine.Get<IPaymentStore>().ListByOrderAsync(eventMessage.Order.OrderGuid.ToString("D"), default).ConfigureAwait(false);
        foreach (var attempt in attempts.Where(static attempt => attempt.PaymentId is not null && attempt.State is { Received: 0m, Closing: ClosingReason.None }))
        {
            if (engine.Find(attempt.Provider, attempt.Account) is IPaymentCancellation provider)
                await CancelAsync(provider, attempt).ConfigureAwait(false);
        }
    }

    private async Task CancelAsync(IPaymentCancellation provider, Payment attempt)
    {
        try
        {
            await provider.CancelAsync(attempt.PaymentId!, default).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            // Money that arrives nevertheless is noted on the order.
            await log.WriteAsync(LogLevel.Warning, $"Payment {attempt.PaymentId} of a cancelled order could not be closed at the provider: {exception.Message}").ConfigureAwait(false);
        }
    }
}
