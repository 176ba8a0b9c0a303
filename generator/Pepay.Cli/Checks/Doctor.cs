using System.CommandLine;
using Microsoft.Extensions.Options;
using Pepay.Api;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using XPay.Api;

namespace Pepay.Cli.Checks;

/// <summary>One point that was looked at.</summary>
/// <param name="Subject">The account, or what else.</param>
/// <param name="Check">How it stands, and the remedy.</param>
internal sealed record Finding(string Subject, IntegrationCheck Check);

/// <summary>Looks at everything that a shop's payments need.</summary>
internal sealed class Doctor(ParseResult arguments, ShopConfiguration shop, Uri? shopUrl, Uri? toRegister) : IDisposable
{
    private const string Shop = "shop";
    private const string Registration = "Webhook registration";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };

    /// <summary>Looks at everything, and says from time to time which share is done.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(Action<double> progress, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>(Settings()) { new(Shop, await DatabaseCheck.CheckAsync(arguments, shop, cancellationToken)) };
        progress(0.2);
        if (await OpenAsync(findings, cancellationToken) is not { } target)
            return findings;
        await using (target)
        {
            if (toRegister is not null && target.XPay is null)
                findings.Add(new(Shop, new(Registration, IntegrationState.Wrong, $"{toRegister} was not registered: that is done at xPay, of which no keys are configured. Set XPay:PublicKey, XPay:PrivateKey and XPay:WebhookSecret; Pepay's webhooks are registered in its dashboard.")));
            var accounts = new IPaymentProvider?[] { target.Pepay, target.XPay }.OfType<IPaymentProvider>().ToList();
            foreach (var (place, provider) in accounts.Index())
            {
                var subject = provider.Account.Provider.DisplayName;
                findings.AddRange((await ExamineAsync(target, provider, cancellationToken)).Select(check => new Finding(subject, check)));
                progress(0.2 + (0.8 * (place + 1) / accounts.Count));
            }
        }

        return findings;
    }

    public void Dispose() => http.Dispose();

    private IEnumerable<Finding> Settings()
    {
        const string Name = "Mode";
        var mode = shop.Values["Shop:Mode"];
        yield return new(Shop, mode switch
        {
            null or "" => new(Name, IntegrationState.Open, "Shop:Mode is not set: these checks take the shop for one with test money. Set it to Test or Live."),
            _ when shop.Environment == PaymentEnvironment.Live && shopUrl is not { Scheme: "https" } =>
                new(Name, IntegrationState.Wrong, "The shop takes live money, and providers and payers need an https address of it: set Shop:PublicUrl."),
            _ when mode.Equals("Live", StringComparison.OrdinalIgnoreCase) => new(Name, IntegrationState.Done, $"Live money, at {shopUrl}."),
            _ when mode.Equals("Test", StringComparison.OrdinalIgnoreCase) => new(Name, IntegrationState.Done, "Test money."),
            _ when mode.Equals("Simulator", StringComparison.OrdinalIgnoreCase) => new(Name, IntegrationState.Open, "The shop plays with its own simulator. Set Shop:Mode to Test, with test keys, to try the real providers."),
            _ => new(Name, IntegrationState.Wrong, $"Shop:Mode is '{mode}'; it can be Simulator, Test or Live."),
        });
    }

    private async Task<ProviderTarget?> OpenAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(ProviderTarget.SimulatorOption) is null && !shop.HasPepay && !shop.HasXPay)
        {
            findings.Add(new(Shop, new("Keys", IntegrationState.Wrong, $"No provider is configured in {shop.Folder} or the environment. Set Pepay:MerchantApiKey and Pepay:WebhookSecret, or XPay:PublicKey, XPay:PrivateKey and XPay:WebhookSecret (as environment variables with __ in place of the colon).")));
            return null;
        }

        try
        {
            return await ProviderTarget.OpenAsync(arguments, cancellationToken);
        }
        catch (CommandException exception) when (exception.InnerException is OptionsValidationException invalid)
        {
            findings.AddRange(invalid.Failures.Select(static failure => new Finding(Shop, new("Keys", IntegrationState.Wrong, failure))));
            return null;
        }
    }

    private async Task<IReadOnlyList<IntegrationCheck>> ExamineAsync(ProviderTarget target, IPaymentProvider provider, CancellationToken cancellationToken)
    {
        var checks = new List<IntegrationCheck>();
        if (provider is IIntegrationChecks asked)
        {
            checks.AddRange(await asked.CheckAccountWithinAsync(Patience, TimeProvider.System, cancellationToken)
                ?? [new("Keys", IntegrationState.Wrong, $"{provider.Account.Provider.DisplayName} did not answer within {Patience.TotalSeconds:0} s, so nothing is known about them. Try again, and check this machine's way to the internet.")]);
        }

        if (await new ClockCheck(http, TimeProvider.System).CheckAsync(provider.Account, BaseUrl(provider), cancellationToken) is { } clock)
            checks.Add(clock);
        checks.Add(await new WebhookCheck(http, TimeProvider.System).CheckAsync(provider.Account, shopUrl, cancellationToken));
        if (provider is XPayPaymentProvider xpay)
            checks.Add(await CheckRegistrationAsync(xpay, cancellationToken));
        if (provider is PepayPaymentProvider pepay)
            checks.AddRange(await CheckStreamsAsync(pepay, cancellationToken));
        return checks;
    }

    private static async Task<IReadOnlyList<IntegrationCheck>> CheckStreamsAsync(PepayPaymentProvider provider, CancellationToken cancellationToken)
    {
        using var status = new StreamStatus(TimeProvider.System);
        var streams = new PepayStreams(provider, status);
        List<EventStream> all = [streams.Merchant()];
        if (provider.HasCommerce)
            all.Add(streams.Commerce());
        return await Task.WhenAll(all.Select(stream => StreamCheck.CheckAsync(stream, status, cancellationToken)));
    }

    private Task<IntegrationCheck> CheckRegistrationAsync(XPayPaymentProvider provider, CancellationToken cancellationToken) => IntegrationCheck.AskAsync(
        Registration, provider.Client.Transport, provider.Account.Provider.DisplayName, async () =>
        {
            if (toRegister is not null)
            {
                if (provider.Account.WebhookSecrets() is not [var secret, ..])
                    return (IntegrationState.Wrong, "Nothing was registered: set XPay:WebhookSecret first, which xPay is then given to sign with.");
                var id = await provider.RegisterWebhookAsync(toRegister, secret.Value, cancellationToken);
                return (IntegrationState.Done, $"{toRegister} is registered at xPay as {id}, for all events, with the configured secret.");
            }

            var addresses = (await provider.Client.Webhooks.ListWebhookConfigsAsync(cancellationToken)).Data.Select(static config => config.WebHookUrl).ToList();
            var wanted = shopUrl is null ? null : WebhookCheck.Address(shopUrl, provider.Account).AbsoluteUri;
            if (wanted is not null && addresses.Contains(wanted))
                return (IntegrationState.Done, $"xPay sends to {wanted}.");
            return (IntegrationState.Open, $"xPay's list has {(addresses.Count == 0 ? "no address" : "only other addresses: " + string.Join(", ", addresses))}. 'pepay doctor --register-webhook URL' registers the shop's; one that the dashboard alone knows may be missing here.");
        });

    private static Uri BaseUrl(IPaymentProvider provider) => provider is XPayPaymentProvider xpay ? xpay.Client.Transport.BaseUrl : ((PepayPaymentProvider)provider).Transport.BaseUrl;
}
