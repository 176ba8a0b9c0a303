using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Nop.Web.Framework.Mvc.Routing;
using Pepay.Runtime.Providers;

namespace Nop.Plugin.Payments.Pepay.Infrastructure;

/// <summary>The public addresses of the plugin; without a language in front, so that they are the same for every sender.</summary>
public sealed class RouteProvider : IRouteProvider
{
    /// <inheritdoc/>
    public int Priority => 0;

    /// <inheritdoc/>
    public void RegisterRoutes(IEndpointRouteBuilder endpointRouteBuilder)
    {
        endpointRouteBuilder.MapControllerRoute(
            "Plugin.Payments.Pepay.Webhook", $"{PepayDefaults.WebhookPath}/{{provider}}/{{account={ProviderAccount.DefaultName}}}",
            new { controller = "PepayWebhook", action = "Receive" });
        endpointRouteBuilder.MapControllerRoute(
            "Plugin.Payments.Pepay.Return", $"{PepayDefaults.ReturnPath}/{{attemptId}}", new { controller = "PepayReturn", action = "Return" });
        endpointRouteBuilder.MapControllerRoute(
            "Plugin.Payments.Pepay.Cancel", $"{PepayDefaults.CancelPath}/{{attemptId}}", new { controller = "PepayReturn", action = "Cancel" });
        endpointRouteBuilder.MapControllerRoute(
            "Plugin.Payments.Pepay.Pay", $"{PepayDefaults.PayPath}/{{attemptId}}/{{action=Show}}", new { controller = "PepayPay" });
    }
}
