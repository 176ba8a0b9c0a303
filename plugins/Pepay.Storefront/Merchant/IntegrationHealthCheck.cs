using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Integration;

namespace Pepay.Storefront.Merchant;

/// <summary>Degraded when a point of the integration checklist is wrong; every point is in the data, with its state and what to do.</summary>
internal sealed class IntegrationHealthCheck(IntegrationReport report) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var checks = (await report.CheckAsync(cancellationToken).ConfigureAwait(false))
            .SelectMany(static account => account.Checks.Select(check => (Name: $"{account.Account.Provider.Name}/{account.Account.Account}: {check.Name}", Check: check))).ToList();
        var data = checks.ToDictionary(static each => each.Name, static each => (object)$"{each.Check.State}: {each.Check.Text}", StringComparer.Ordinal);
        var wrong = checks.Where(static each => each.Check.State == IntegrationState.Wrong).Select(static each => $"{each.Name}. {each.Check.Text}").ToList();
        return wrong.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(' ', wrong), data: data);
    }
}
