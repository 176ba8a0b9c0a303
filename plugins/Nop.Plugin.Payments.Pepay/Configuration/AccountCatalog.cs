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

    /// <summary>All configured accounts, also those whose keys cannot be read; none while the plugin is not installed.</summary>
    public Task<IReadOnlyList<AccountConfiguration>> LoadAsync() => database.RunAsync<IReadOnlyList<AccountConfiguration>>(async session =>
    {
        if (!await IsInstalledAsync(session).ConfigureAwait(false))
            return [];
        var follow = (await LoadAsync<PepaySettings>(session, 0).ConfigureAwait(false)).FollowStream;
        var stores = await ListStoresAsync(session).ConfigureAwait(false);
        var accounts = new List<AccountConfiguration>();
        foreach (var provider in new[] { PepayDefaults.PepayProvider, PepayDefaults.XPayProvider })
        {
            // A store that has the keys of another, or none of its own, gives that account again.
            var described = new List<AccountConfiguration>();
            foreach (var store in stores)
                described.Add(await DescribeAsync(session, provider, store).ConfigureAwait(false));
            accounts.AddRange(described.DistinctBy(static account => account with { Account = "" }).Where(static account => account.Key.Length > 0));
        }

        return [.. accounts.Select(account => account with { FollowStream = follow && account.Provider == PepayDefaults.PepayProvider })];
    });

    /// <summary>Whether the plugin is installed; its code runs on until the shop restarts when it no longer is.</summary>
    public Task<bool> IsInstalledAsync() => database.RunAsync(IsInstalledAsync);

    /// <summary>The name of the account that a store uses at a provider: that of the first store with the same settings.</summary>
    public Task<string> FindAccountAsync(string provider, int storeId) => database.RunAsync(async session =>
    {
        var own = await DescribeAsync(session, provider, storeId).ConfigureAwait(false);
        foreach (var store in await ListStoresAsync(session).ConfigureAwait(false))
        {
            var other = await DescribeAsync(session, provider, store).ConfigureAwait(false);
            if (other with { Account = own.Account } == own)
                return other.Account;
        }

        return own.Account;
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

    // In an order that no merchant changes by sorting the stores: accounts are named by it.
    private static async Task<IReadOnlyList<int>> ListStoresAsync(ShopSession session) =>
        [0, .. (await session.Get<IStoreService>().GetAllStoresAsync().ConfigureAwait(false)).Select(static store => store.Id).Order()];

    private static async Task<AccountConfiguration> DescribeAsync(ShopSession session, string provider, int storeId)
    {
        var settings = await LoadAsync(session, provider, storeId).ConfigureAwait(false);
        var secrets = session.Get<SecretText>();
        var isReadable = true;
        var keys = settings.Keys.Select(RevealOrKeep).ToList();
        var webhookSecret = RevealOrKeep(settings.WebhookSecret);
        return new AccountConfiguration(
            provider, NameOf(storeId), settings.LiveMoney, settings.ApiBaseUrl?.Trim() ?? "", keys[0], keys.Count > 1 ? keys[1] : "",
            webhookSecret, secrets.Reveal(settings.PreviousWebhookSecret) ?? "", settings.PreviousWebhookSecretUntil,
            FollowStream: false, isReadable);

        // What cannot be read still tells one account from another.
        string RevealOrKeep(string stored)
        {
            var plain = secrets.Reveal(stored);
            isReadable &= plain is not null;
            return plain ?? stored;
        }
    }

    private static string NameOf(int storeId) => storeId == 0 ? Shared : $"store-{storeId}";
}
