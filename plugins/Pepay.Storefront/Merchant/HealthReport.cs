using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Webhooks;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>The runtime's own health checks, carried out for a page; a shop that publishes them as well calls <c>AddHealthChecks().AddPepay()</c>.</summary>
internal sealed class HealthReport(IServiceProvider services)
{
    public async Task<IReadOnlyList<HealthLine>> CheckAsync(CancellationToken cancellationToken) =>
    [
        await CheckAsync<InboxHealthCheck>(Texts.InboxCheck, cancellationToken).ConfigureAwait(false),
        await CheckAsync<WebhookSecretsHealthCheck>(Texts.WebhooksCheck, cancellationToken).ConfigureAwait(false),
        await CheckAsync<StreamHealthCheck>(Texts.StreamsCheck, cancellationToken).ConfigureAwait(false),
    ];

    private async Task<HealthLine> CheckAsync<TCheck>(string name, CancellationToken cancellationToken)
        where TCheck : IHealthCheck
    {
        var result = await ActivatorUtilities.CreateInstance<TCheck>(services).CheckHealthAsync(new HealthCheckContext(), cancellationToken).ConfigureAwait(false);
        return new HealthLine(name, result.Status, result.Description);
    }
}

/// <summary>One check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">How it is.</param>
/// <param name="Text">What is not well and what to do; null when all is well.</param>
public sealed record HealthLine(string Name, HealthStatus Status, string? Text);
