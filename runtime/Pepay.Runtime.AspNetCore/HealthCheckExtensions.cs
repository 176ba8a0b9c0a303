using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.AspNetCore;

/// <summary>Adds the runtime's health checks.</summary>
public static class HealthCheckExtensions
{
    /// <summary>
    /// Adds "pepay-inbox" (unhealthy when the inbox cannot be reached; degraded when there are dead letters or the oldest waiting event is older than five minutes),
    /// "pepay-payments" (unhealthy when the payment store cannot be reached), "pepay-webhooks" (degraded when an account has no webhook secret that is still accepted) and "pepay-streams" (unhealthy when a stream is refused;
    /// degraded when one is without a connection for two minutes or has a gap that could not be filled).
    /// </summary>
    public static IHealthChecksBuilder AddPepay(this IHealthChecksBuilder builder) => builder
        .AddCheck<InboxHealthCheck>("pepay-inbox")
        .AddCheck<PaymentStoreHealthCheck>("pepay-payments")
        .AddCheck<WebhookSecretsHealthCheck>("pepay-webhooks")
        .AddCheck<StreamHealthCheck>("pepay-streams");
}
