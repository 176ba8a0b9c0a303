using Microsoft.Extensions.DependencyInjection;
using Pepay.Storefront.Merchant;

namespace Pepay.Storefront;

/// <summary>Adds the library's health check.</summary>
public static class StorefrontHealthCheckExtensions
{
    /// <summary>
    /// Adds "pepay-integration": degraded when a point of the providers' integration checklists is wrong (a key that is refused or has the wrong scope, a
    /// secret in a public file, a sweep that is behind). It asks the providers, so publish it to machines that ask every few minutes at most.
    /// </summary>
    public static IHealthChecksBuilder AddPepayIntegration(this IHealthChecksBuilder builder) => builder.AddCheck<IntegrationHealthCheck>("pepay-integration");
}
