using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Streams;
using Pepay.Storefront.Merchant.Pages;

namespace Pepay.Storefront.Merchant;

/// <summary>Whether all is well: the checks, what each stream is doing, and the integration checklist.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder merchant)
    {
        merchant.MapGet("/health", ShowAsync);
        merchant.MapGet("/checklist", ShowChecklistAsync);
    }

    private static async Task<IResult> ShowAsync(HealthReport health, StreamStatus streams, CancellationToken cancellationToken) =>
        PageResults.Page<HealthPage>(new()
        {
            [nameof(HealthPage.Lines)] = await health.CheckAsync(cancellationToken).ConfigureAwait(false),
            [nameof(HealthPage.Streams)] = streams.Streams,
        });

    private static async Task<IResult> ShowChecklistAsync(IntegrationReport report, CancellationToken cancellationToken) =>
        PageResults.Page<ChecklistPage>(new() { [nameof(ChecklistPage.Accounts)] = await report.CheckAsync(cancellationToken).ConfigureAwait(false) });
}
