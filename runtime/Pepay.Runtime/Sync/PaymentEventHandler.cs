using Microsoft.Extensions.Logging;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>
/// Turns every event that belongs to a payment into a hint. Works for any provider: the ordering key of all that belongs to one purchase
/// is the provider's payment id.
/// </summary>
internal sealed class PaymentEventHandler(PaymentReconciler reconciler, PaymentProviders providers, PaymentChangeSignal signal, ILogger<PaymentEventHandler> logger)
{
    public const string Name = "payment-sync";

    public async Task HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (context.OrderingKey is not { } paymentId || providers.Find(context.Provider, context.Account) is not { } provider)
            return;

        if (context.Environment is { } environment && environment != provider.Account.Environment)
        {
            Log.WrongEnvironment(logger, context.EventId, context.Provider, environment, context.Account);
            return;
        }

        await reconciler.ReconcileByPaymentIdAsync(context.Provider, context.Account, paymentId, "webhook", cancellationToken).ConfigureAwait(false);
        // A purchase that the shop made no attempt for has its news here alone.
        signal.Changed(paymentId);
    }
}
