using Pepay.Runtime.Integration;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Cli.Checks;

/// <summary>Whether the shop takes a signed webhook, and nothing else: one request that is genuine, one that is forged.</summary>
internal sealed class WebhookCheck(HttpClient http, TimeProvider time)
{
    private const string Name = "Webhooks";

    /// <summary>Where a shop takes the webhooks of an account.</summary>
    public static Uri Address(Uri shop, ProviderAccount account) =>
        new($"{shop.AbsoluteUri.TrimEnd('/')}/webhooks/{account.Provider.Name}{(account.Account == ProviderAccount.DefaultName ? "" : "/" + account.Account)}");

    public async Task<IntegrationCheck> CheckAsync(ProviderAccount account, Uri? shop, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!account.WebhookSecrets().Any(secret => secret.IsAcceptedAt(now)))
            return Wrong($"No webhook secret is configured, so that the shop refuses every webhook. Set {(account.Provider.Name == "xpay" ? "XPay" : "Pepay")}:WebhookSecret to the secret that {account.Provider.DisplayName} signs with.");
        if (shop is null)
            return new(Name, IntegrationState.Open, "It is not known where the shop is: start it and give its address with --url, or set Shop:PublicUrl.");
        var address = Address(shop, account);
        try
        {
            var genuine = await WebhookTestRequest.Create(account, now).Webhook.SendAsync(http, address, cancellationToken);
            if (genuine is < 200 or >= 300)
                return Wrong($"{address} answers {genuine} to a genuine webhook. {Remedy(genuine)}");
            var forged = await WebhookTestRequest.CreateForged(account, now).Webhook.SendAsync(http, address, cancellationToken);
            return forged is >= 200 and < 300
                ? Wrong($"{address} takes a forged webhook: anybody could report a payment. Whatever answers there does not check signatures; let MapPepayWebhooks or MapPepayStorefront take that address.")
                : new(Name, IntegrationState.Done, $"{address} takes a signed webhook ({genuine}) and refuses a forged one ({forged}).");
        }
        catch (InvalidOperationException exception)
        {
            return new(Name, IntegrationState.Open, exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var cause = exception is HttpRequestException ? exception.Message : $"no answer within {http.Timeout.TotalSeconds:0} s";
            return Wrong($"{address} cannot be reached ({cause}). Start the shop, and check its address, its certificate and what is in front of it.");
        }
    }

    private static string Remedy(int status) => status switch
    {
        401 => "The shop verifies with another secret than these settings have, or its clock is wrong.",
        404 or 405 => "Nothing takes webhooks there: check the address, and that the shop maps its webhooks and has this account.",
        503 => "The shop has no secret for this account, or its database is away: its log says which.",
        >= 300 and < 400 => "Providers do not follow redirects: give the address that it leads to, with https and without a redirect.",
        >= 500 => "The shop has a fault: look into its log.",
        _ => "Something in front of the shop refuses it: a firewall, a sign-in, a proxy.",
    };

    private static IntegrationCheck Wrong(string text) => new(Name, IntegrationState.Wrong, text);
}
