using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Payments;

/// <summary>Unhealthy when the payment store cannot be reached: no payment can be started, and no order moves.</summary>
/// <param name="store">The payments.</param>
/// <param name="time">The clock.</param>
public sealed class PaymentStoreHealthCheck(IPaymentStore store, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // On another thread: an embedded store may block instead of waiting.
            await Task.Run(() => store.ListDueAsync(time.GetUtcNow(), 1, cancellationToken), cancellationToken)
                .WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var which = exception is DatabaseUnusableException ? " " + exception.Message : "";
            return HealthCheckResult.Unhealthy("The payment store cannot be reached: no payment can be started, and no order moves." + which, exception);
        }
    }
}
