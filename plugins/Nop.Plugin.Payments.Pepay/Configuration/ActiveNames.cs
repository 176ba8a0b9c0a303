using System.Linq.Expressions;
using Nop.Core.Configuration;
using Nop.Services.Configuration;
using Nop.Services.Stores;

namespace Nop.Plugin.Payments.Pepay.Configuration;

/// <summary>The shop's own lists of what is active, which are settings: for all stores, and for a store that has a list of its own.</summary>
public sealed class ActiveNames(ISettingService settings, IStoreService stores)
{
    /// <summary>Puts a system name into the list of all stores.</summary>
    public Task AddAsync<T>(Expression<Func<T, List<string>>> list, string systemName)
        where T : ISettings, new() => ChangeAsync(list, names => names.Contains(systemName) ? names : [.. names, systemName], 0);

    /// <summary>Takes a system name out of every list.</summary>
    public async Task RemoveAsync<T>(Expression<Func<T, List<string>>> list, string systemName)
        where T : ISettings, new()
    {
        foreach (var store in (await stores.GetAllStoresAsync().ConfigureAwait(false)).Select(static store => store.Id).Prepend(0))
            await ChangeAsync(list, names => [.. names.Where(name => !name.Equals(systemName, StringComparison.OrdinalIgnoreCase))], store).ConfigureAwait(false);
    }

    private async Task ChangeAsync<T>(Expression<Func<T, List<string>>> list, Func<List<string>, List<string>> change, int store)
        where T : ISettings, new()
    {
        var current = await settings.LoadSettingAsync<T>(store).ConfigureAwait(false);
        if (store > 0 && !await settings.SettingExistsAsync(current, list, store).ConfigureAwait(false))
            return;
        var names = list.Compile()(current);
        var changed = change(names);
        if (changed.SequenceEqual(names))
            return;
        names.Clear();
        names.AddRange(changed);
        await settings.SaveSettingOverridablePerStoreAsync(current, list, store > 0, store, clearCache: true).ConfigureAwait(false);
    }
}
