using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Storefront.Host.Merchant;

namespace Pepay.Storefront.Host;

/// <summary>Writes a health report whole: each check, and of the integration checklist each point with its state and what to do.</summary>
internal static class HealthReportJson
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapHealthChecks("/merchant/health-report", new HealthCheckOptions { ResponseWriter = WriteAsync }).RequireAuthorization(MerchantSignIn.Policy);

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            Status = report.Status.ToString(),
            Checks = report.Entries.ToDictionary(
                static entry => entry.Key,
                static entry => new { Status = entry.Value.Status.ToString(), entry.Value.Description, Points = entry.Value.Data }),
        },
        Indented,
        context.RequestAborted);
}
