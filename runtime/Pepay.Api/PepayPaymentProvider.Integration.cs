using Pepay.Runtime.Http;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Providers;

namespace Pepay.Api;

/// <summary>The checklists of Pepay's integration guides, as far as Pepay itself can answer them.</summary>
public sealed partial class PepayPaymentProvider : IIntegrationChecks
{
    private const string MerchantScheme = "merchantApiKey";
    private const string CommerceScheme = "commerceApiKey";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IntegrationCheck>> CheckAccountAsync(CancellationToken cancellationToken)
    {
        var asked = new List<Task<IntegrationCheck>> { CheckMerchantKeyAsync(cancellationToken), CheckEnvironmentAsync(cancellationToken), CheckMainnetAsync(cancellationToken) };
        if (transport.Credentials.TryGet(CommerceScheme, out _))
            asked.Add(CheckCommerceKeyAsync(cancellationToken));
        return await Task.WhenAll(asked).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool ContainsSecret(string text) => transport.Credentials.OccurIn(text) || account.WebhookSecretsOccurIn(text);

    private Task<IntegrationCheck> CheckMerchantKeyAsync(CancellationToken cancellationToken) => CheckAsync("Merchant API key", async () =>
    {
        await OnlyWith(MerchantScheme).Invoices.ListInvoicesAsync(limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (IntegrationState.Done, "Pepay accepts it, with scope merchant.");
    });

    private Task<IntegrationCheck> CheckCommerceKeyAsync(CancellationToken cancellationToken) => CheckAsync("Commerce API key", async () =>
    {
        var commerce = await OnlyWith(CommerceScheme).Commerce.GetCommerceStatusAsync(cancellationToken).ConfigureAwait(false);
        return commerce.Data.Status == "available"
            ? (IntegrationState.Done, "Pepay accepts it, and Commerce is available.")
            : (IntegrationState.Wrong, $"Pepay accepts it, but Commerce is '{commerce.Data.Status}'. Ask Pepay what is missing.");
    });

    private Task<IntegrationCheck> CheckEnvironmentAsync(CancellationToken cancellationToken) => CheckAsync("Environment", async () =>
    {
        var access = await OnlyWith(MerchantScheme).Access.GetMainnetAccessStatusAsync(cancellationToken).ConfigureAwait(false);
        if (access.CurrentEnvironment is not { IsKnown: true } environment)
            return (IntegrationState.Open, "Pepay does not say whether this account is on devnet or mainnet. Look into Pepay's dashboard.");
        var isLive = environment == Environment.Mainnet;
        if (isLive == (account.Environment == PaymentEnvironment.Live))
            return (IntegrationState.Done, $"Pepay has this account on {environment.Value}, as this shop has.");
        return (IntegrationState.Wrong, isLive
            ? "Pepay has this account on mainnet, but the shop takes test money only, so that no payment would move an order. Use a devnet key, or switch the shop to live money."
            : "Pepay has this account on devnet, but the shop takes live money, so that no payment would move an order. Use a mainnet key, or switch the account over in Pepay's dashboard.");
    });

    private Task<IntegrationCheck> CheckMainnetAsync(CancellationToken cancellationToken) => CheckAsync("Mainnet access", async () =>
    {
        var access = await OnlyWith(MerchantScheme).Access.GetMainnetAccessStatusAsync(cancellationToken).ConfigureAwait(false);
        if (access.HasMainnetAccess == true)
            return (IntegrationState.Done, "Pepay has opened mainnet for this account.");
        return account.Environment == PaymentEnvironment.Live
            ? (IntegrationState.Wrong, "The shop takes live money, but Pepay has not opened mainnet for this account. Ask for it in Pepay's dashboard.")
            : (IntegrationState.Open, "Not opened yet. Ask for it in Pepay's dashboard before the shop takes real money.");
    });

    // With this key alone, so that another one cannot answer in its place.
    private PepayClient OnlyWith(string scheme) => new(OnlyOver(scheme));

    private ApiTransport OnlyOver(string scheme) =>
        transport.Credentials.TryGet(scheme, out var key) ? transport.With(ApiCredentials.None.With(scheme, key)) : transport;

    private Task<IntegrationCheck> CheckAsync(string name, Func<Task<(IntegrationState, string)>> ask) =>
        IntegrationCheck.AskAsync(name, transport, account.Provider.DisplayName, ask);
}
