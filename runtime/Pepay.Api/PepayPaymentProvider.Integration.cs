using System.Globalization;
using Pepay.Api.Resources;
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

    private Task<IntegrationCheck> CheckMerchantKeyAsync(CancellationToken cancellationToken) => CheckAsync(Texts.MerchantKeyCheck, async () =>
    {
        await OnlyWith(MerchantScheme).Invoices.ListInvoicesAsync(limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (IntegrationState.Done, Texts.MerchantKeyAccepted);
    });

    private Task<IntegrationCheck> CheckCommerceKeyAsync(CancellationToken cancellationToken) => CheckAsync(Texts.CommerceKeyCheck, async () =>
    {
        var commerce = await OnlyWith(CommerceScheme).Commerce.GetCommerceStatusAsync(cancellationToken).ConfigureAwait(false);
        return commerce.Data.Status == "available"
            ? (IntegrationState.Done, Texts.CommerceKeyAccepted)
            : (IntegrationState.Wrong, string.Format(CultureInfo.CurrentCulture, Texts.CommerceNotAvailable, commerce.Data.Status));
    });

    private Task<IntegrationCheck> CheckEnvironmentAsync(CancellationToken cancellationToken) => CheckAsync(Texts.EnvironmentCheck, async () =>
    {
        var access = await OnlyWith(MerchantScheme).Access.GetMainnetAccessStatusAsync(cancellationToken).ConfigureAwait(false);
        if (access.CurrentEnvironment is not { IsKnown: true } environment)
            return (IntegrationState.Open, Texts.EnvironmentUnknown);
        var isLive = environment == Environment.Mainnet;
        if (isLive == (account.Environment == PaymentEnvironment.Live))
            return (IntegrationState.Done, string.Format(CultureInfo.CurrentCulture, Texts.EnvironmentAgrees, environment.Value));
        return (IntegrationState.Wrong, isLive
            ? Texts.EnvironmentIsMainnet
            : Texts.EnvironmentIsDevnet);
    });

    private Task<IntegrationCheck> CheckMainnetAsync(CancellationToken cancellationToken) => CheckAsync(Texts.MainnetCheck, async () =>
    {
        var access = await OnlyWith(MerchantScheme).Access.GetMainnetAccessStatusAsync(cancellationToken).ConfigureAwait(false);
        if (access.HasMainnetAccess == true)
            return (IntegrationState.Done, Texts.MainnetOpened);
        return account.Environment == PaymentEnvironment.Live
            ? (IntegrationState.Wrong, Texts.MainnetMissing)
            : (IntegrationState.Open, Texts.MainnetNotAskedFor);
    });

    // With this key alone, so that another one cannot answer in its place.
    private PepayClient OnlyWith(string scheme) => new(OnlyOver(scheme));

    private ApiTransport OnlyOver(string scheme) =>
        transport.Credentials.TryGet(scheme, out var key) ? transport.With(ApiCredentials.None.With(scheme, key)) : transport;

    private Task<IntegrationCheck> CheckAsync(string name, Func<Task<(IntegrationState, string)>> ask) =>
        IntegrationCheck.AskAsync(name, transport, account.Provider.DisplayName, ask);
}
