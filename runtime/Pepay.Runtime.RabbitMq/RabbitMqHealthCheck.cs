using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Dispatch;

namespace Pepay.Runtime.RabbitMq;

/// <summary>Degraded when the broker cannot be reached: events are accepted and handled all the same, and wait in the inbox to be forwarded.</summary>
public sealed class RabbitMqHealthCheck : IHealthCheck
{
    private readonly BrokerChannel channel;

    internal RabbitMqHealthCheck(BrokerChannel channel) => this.channel = channel;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await channel.CheckAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (HandlerUnavailableException exception)
        {
            return HealthCheckResult.Degraded($"{exception.Message} Events wait in the inbox.", exception);
        }
    }
}
