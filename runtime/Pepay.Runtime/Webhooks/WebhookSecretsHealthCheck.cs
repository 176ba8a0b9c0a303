using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Pepay.Runtime.Webhooks;

/// <summary>Degraded when an account has no webhook secret that is still accepted, so that each of its webhooks is refused.</summary>
/// <param name="receivers">The accounts.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookSecretsHealthCheck(WebhookReceivers receivers, TimeProvider time) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var without = receivers.All.Select(receiver => receiver.Account)
            .Where(account => !account.WebhookSecrets().Any(secret => secret.IsAcceptedAt(now)))
            .Select(account => $"{account.Provider.Name}/{account.Account}").ToArray();
        return Task.FromResult(without.Length == 0 ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"No webhook secret is configured for {string.Join(", ", without)}: every webhook is refused with 503."));
    }
}
