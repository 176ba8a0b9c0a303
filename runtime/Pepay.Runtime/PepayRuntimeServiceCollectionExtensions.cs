using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Sync;

namespace Pepay.Runtime;

/// <summary>Registers the runtime.</summary>
public static class PepayRuntimeServiceCollectionExtensions
{
    /// <summary>
    /// Registers checkout, reconcile, sweep, inbox and dispatch. A store (<c>AddPepaySqlite</c>, <c>AddPepayPostgreSql</c>) and at least one provider
    /// (<c>AddPepay</c>, <c>AddXPay</c>) are registered besides. Calling it again has no further effect. Limits are set with
    /// <c>services.Configure&lt;DispatchOptions&gt;</c>, <c>Configure&lt;InboxOptions&gt;</c> and <c>Configure&lt;SweepOptions&gt;</c>.
    /// </summary>
    public static IServiceCollection AddPepayRuntime(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        return services.AddInbox().AddPaymentSync();
    }

    private static IServiceCollection AddPaymentSync(this IServiceCollection services)
    {
        services.TryAddSingleton<IPaymentStore>(static _ => throw new InvalidOperationException(
            "No payment store is registered. Call AddPepaySqlite or AddPepayPostgreSql, or register an IPaymentStore of your own."));
        services.TryAddSingleton<PaymentProviders>();
        services.TryAddSingleton<CheckoutService>();
        services.TryAddSingleton<PaymentChangeSignal>();
        services.TryAddSingleton<PaymentReconciler>();
        services.TryAddSingleton<PaymentHints>();
        services.TryAddSingleton<PaymentWatcher>();
        services.TryAddSingleton<PaymentSweep>();
        services.AddOptions<SweepOptions>();
        services.TryAddSingleton<StreamStatus>();
        services.TryAddScoped<PaymentEventHandler>();
        services.AddEventHandler(new HandlerDescriptor(PaymentEventHandler.Name, "*", "*", static (scope, context, cancellationToken) =>
            scope.GetRequiredService<PaymentEventHandler>().HandleAsync(context, cancellationToken)));
        return services.AddHostedService<PaymentSweeper>();
    }
}
