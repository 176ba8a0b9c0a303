using Nop.Plugin.Payments.Pepay.Data;
using Nop.Services.Configuration;
using Nop.Services.Plugins;
using Nop.Services.Stores;

namespace Nop.Plugin.Payments.Pepay.Configuration;

/// <summary>The accounts that the shop's settings describe, and which store uses which. Thread safe.</summary>
public sealed class AccountCatalog(ShopDatabase database)
{
    /// <summary>The account of all stores that have no keys of their own.</summary>
    public const string Shared = global::Pepay.Runtime.Providers.ProviderAccount.DefaultName;

    /// <summary>All configured accounts; none while the plugin is not installed.</summary>
    /// <exception cref="InvalidOperationException">A stored key cannot be decrypted.</exception>
    public Task<IReadOnlyList<AccountConfiguration>> LoadAsync() => database.RunAsync<IReadOnlyList<AccountConfiguration>>(async session =>
    {
        if (!await IsInstalledAsync(session).ConfigureAwait(false))
            return [];
        var accounts = new List<AccountConfiguration>();
        var stores = (await session.Get<IStoreService>().GetAllStoresAsync().ConfigureAwait(false)).Select(static store => store.Id).Prepend(0);
        foreach (var store in stores)
        {
            accounts.Add(Describe(session, PepayDefaults.PepayProvider, store, await LoadAsync<PepaySettings>(session, store).ConfigureAwait(false)));
            accounts.Add(Describe(session, PepayDefaults.XPayProvider, store, await LoadAsync<XPaySettings>(session, store).ConfigureAwait(false)));
        }

        var follow = (await LoadAsync<PepaySettings>(session, 0).ConfigureAwait(false)).FollowStream;

        // A store that does not override the keys gives the shared account again.
        return [.. accounts.Where(static account => account.Key.Length > 0)
            .Select(account => account with { FollowStream = follow && account.Provider == PepayDefaults.PepayProvider })
            .DistinctBy(static account => account with { Account = "" })
            .DistinctBy(static account => (account.Provider, account.Account))];
    });

    /// <summary>Whether the plugin is installed; its code runs on until the shop restarts when it no longer is.</summary>
    public Task<bool> IsInstalledAsync() => database.RunAsync(IsInstalledAsync);

    /// <summary>The name of the account that a store uses at a provider.</summary>
    public Task<string> FindAccountAsync(string provider, int storeId) => database.RunAsync(async session =>
    {
        var shared = await LoadAsync(session, provider, 0).ConfigureAwait(false);
        var own = await LoadAsync(session, provider, storeId).ConfigureAwait(false);
        return SameAccount(session, provider, shared, own) ? Shared : NameOf(storeId);
    });

    /// <summary>The settings of a provider for a store; 0 for all stores.</summary>
    public Task<HostedPaymentSettings> LoadAsync(string provider, int storeId) => database.RunAsync(session => LoadAsync(session, provider, storeId));

    private static async Task<HostedPaymentSettings> LoadAsync(ShopSession session, string provider, int storeId) => provider == PepayDefaults.XPayProvider
        ? await LoadAsync<XPaySettings>(session, storeId).ConfigureAwait(false)
        : await LoadAsync<PepaySettings>(session, storeId).ConfigureAwait(false);

    private static Task<T> LoadAsync<T>(ShopSession session, int storeId)
        where T : HostedPaymentSettings, new() => session.Get<ISettingService>().LoadSettingAsync<T>(storeId);

    private static async Task<bool> IsInstalledAsync(ShopSession session) => await session.Get<IPluginService>()
        .GetPluginDescriptorBySystemNameAsync<IPlugin>(PepayDefaults.PepaySystemName, LoadPluginsMode.InstalledOnly).ConfigureAwait(false) is { Installed: true };

    private static bool SameAccount(ShopSession session, string provider, HostedPaymentSettings shared, HostedPaymentSettings own) =>
        Describe(session, provider, 0, shared) == Describe(session, provider, 0, own);

    private static AccountConfiguration Describe(ShopSession session, string provider, int storeId, HostedPaymentSettings settings)
    {
        var secrets = session.Get<SecretText>();
        var keys = settings.Keys.Select(secrets.Reveal).ToList();
        return new AccountConfiguration(
            provider, NameOf(storeId), settings.LiveMoney, settings.ApiBaseUrl?.Trim() ?? "", keys[0], keys.Count > 1 ? keys[1] : "",
            secrets.Reveal(settings.WebhookSecret), secrets.Reveal(settings.PreviousWebhookSecret), FollowStream: false);
    }

    private static string NameOf(int storeId) => storeId == 0 ? Shared : $"store-{storeId}";
}
