using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.AspNetCore;

/// <summary>Maps the addresses that providers send their webhooks to.</summary>
public static class WebhookEndpointExtensions
{
    /// <summary>
    /// Maps <c>POST {prefix}/{provider}/{account}</c>, where the account may be left out for the one named "default". Answers: 200 after the events are
    /// durable (also when they were there already); 401 not genuine; 404 no such account; 413 too large; 503 could not be judged or stored, send it again. Always within
    /// <see cref="WebhookEndpointOptions.AnswerWithin"/>, and a sender that hangs up does not undo a verified event. Limits are set with
    /// <c>services.Configure&lt;WebhookEndpointOptions&gt;</c>.
    /// </summary>
    /// <param name="endpoints">The application; <c>AddPepayRuntime</c> must have been called.</param>
    /// <param name="prefix">The path in front; default <c>/webhooks</c>.</param>
    public static IEndpointConventionBuilder MapPepayWebhooks(this IEndpointRouteBuilder endpoints, string prefix = "/webhooks")
    {
        var services = endpoints.ServiceProvider;
        var receivers = services.GetRequiredService<WebhookReceivers>();
        var logger = services.GetRequiredService<ILogger<WebhookEndpoint>>();
        var endpoint = new WebhookEndpoint(
            receivers, services.GetRequiredService<InboxAcceptor>(), services.GetRequiredService<InboxMetrics>(),
            services.GetRequiredService<IOptions<WebhookEndpointOptions>>().Value, services.GetRequiredService<TimeProvider>(), logger);
        WarnAboutMissingSecrets(receivers, services.GetRequiredService<TimeProvider>().GetUtcNow(), logger);
        return endpoints.MapPost($"{prefix.TrimEnd('/')}/{{provider}}/{{account={ProviderAccount.DefaultName}}}", (RequestDelegate)endpoint.HandleAsync)
            .WithDisplayName("Pepay webhooks")
            .AllowAnonymous(); // A webhook proves itself by its signature.
    }

    private static void WarnAboutMissingSecrets(WebhookReceivers receivers, DateTimeOffset now, ILogger logger)
    {
        foreach (var account in receivers.All.Select(receiver => receiver.Account).Where(account => !account.WebhookSecrets().Any(secret => secret.IsAcceptedAt(now))))
            WebhookLog.NoSecretConfigured(logger, account.Provider.DisplayName, account.Account);
    }
}
