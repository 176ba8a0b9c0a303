using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.AspNetCore;

/// <summary>Adds the runtime's health checks.</summary>
public static class HealthCheckExtensions
{
    /// <summary>
    /// Adds "pepay-inbox" (unhealthy when the inbox cannot be reached; degraded when there are dead letters or the oldest waiting event is older than five minutes)
    /// and "pepay-webhooks" (degraded when an account has no webhook secret that is still accepted).
    /// </summary>
    public static IHealthChecksBuilder AddPepay(this IHealthChecksBuilder builder) => builder
        .AddCheck<InboxHealthCheck>("pepay-inbox")
        .AddCheck<WebhookSecretsHealthCheck>("pepay-webhooks");
}
