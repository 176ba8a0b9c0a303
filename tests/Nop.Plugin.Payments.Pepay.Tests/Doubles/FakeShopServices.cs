using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Nop.Core;
using Nop.Core.Configuration;
using Nop.Core.Domain.Customers;
using Nop.Core.Domain.Directory;
using Nop.Core.Domain.Localization;
using Nop.Core.Domain.Logging;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.ScheduleTasks;
using Nop.Core.Domain.Stores;
using Nop.Services.Configuration;
using Nop.Services.Customers;
using Nop.Services.Directory;
using Nop.Services.Localization;
using Nop.Services.Logging;
using Nop.Services.Messages;
using Nop.Services.Orders;
using Nop.Services.Plugins;
using Nop.Services.ScheduleTasks;
using Nop.Services.Security;
using Nop.Services.Stores;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>What the nodes of a farm share besides the database's tables of the plugin: settings, texts, tasks, log, whether the plugin is installed.</summary>
internal sealed class FakeShopState
{
    /// <summary>The customer of every order.</summary>
    public const int Buyer = 7;

    /// <summary>Settings by "Type.Property" in lower case and store, as the shop's table has them.</summary>
    public ConcurrentDictionary<(string Key, int Store), object?> Settings { get; } = new();

    public ConcurrentDictionary<(string Key, int Language), string> Texts { get; } = new();

    public List<ScheduleTask> Tasks { get; } = [];

    public ConcurrentQueue<string> Log { get; } = new();

    public ConcurrentQueue<string> Notifications { get; } = new();

    public bool IsInstalled { get; set; } = true;

    /// <summary>While set, settings cannot be read.</summary>
    public Exception? SettingsFault { get; set; }

    /// <summary>The key that the shop encrypts with.</summary>
    public string EncryptionKey { get; set; } = "first";

    /// <summary>The store that the administrator has chosen; 0 for all.</summary>
    public int Scope { get; set; }

    /// <summary>The customer whose browser it is.</summary>
    public int Customer { get; set; } = Buyer;

    /// <summary>The language of the browser: 1 is English, 2 German.</summary>
    public int Language { get; set; } = 1;

    public string Currency { get; set; } = "USD";

    /// <summary>The first one's address is that of the first node, if it is not set.</summary>
    public List<Store> Stores { get; } = [new Store { Id = 1, Name = "First" }, new Store { Id = 2, Name = "Second", Url = "https://second.example/" }];
}

internal sealed class FakeSettingService(FakeShopState state) : ISettingService
{
    public Task<T> LoadSettingAsync<T>(int storeId = 0)
        where T : ISettings, new()
    {
        if (state.SettingsFault is { } fault)
            throw fault;
        var settings = new T();
        foreach (var property in typeof(T).GetProperties().Where(static property => property.CanWrite))
        {
            if (state.Settings.TryGetValue((Key<T>(property.Name), storeId), out var own) || state.Settings.TryGetValue((Key<T>(property.Name), 0), out own))
                property.SetValue(settings, own);
        }

        return Task.FromResult(settings);
    }

    public Task<bool> SettingExistsAsync<T, TPropType>(T settings, Expression<Func<T, TPropType>> keySelector, int storeId = 0)
        where T : ISettings, new() => Task.FromResult(state.Settings.ContainsKey((Key<T>(Name(keySelector)), storeId)));

    public Task SaveSettingAsync<T>(T settings, int storeId = 0)
        where T : ISettings, new()
    {
        foreach (var property in typeof(T).GetProperties().Where(static property => property.CanWrite))
            state.Settings[(Key<T>(property.Name), storeId)] = property.GetValue(settings);
        return Task.CompletedTask;
    }

    public Task SaveSettingOverridablePerStoreAsync<T, TPropType>(
        T settings, Expression<Func<T, TPropType>> keySelector, bool overrideForStore, int storeId = 0, bool clearCache = true)
        where T : ISettings, new()
    {
        var key = (Key<T>(Name(keySelector)), storeId);
        if (overrideForStore || storeId == 0)
            state.Settings[key] = keySelector.Compile()(settings);
        else
            state.Settings.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task DeleteSettingAsync<T>()
        where T : ISettings, new()
    {
        foreach (var key in state.Settings.Keys.Where(static key => key.Key.StartsWith(typeof(T).Name + ".", StringComparison.OrdinalIgnoreCase)))
            state.Settings.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task ClearCacheAsync() => Task.CompletedTask;

    private static string Key<T>(string property) => $"{typeof(T).Name}.{property}".ToLowerInvariant();

    private static string Name<T, TPropType>(Expression<Func<T, TPropType>> selector) => ((PropertyInfo)((MemberExpression)selector.Body).Member).Name;
}

/// <summary>No cipher, but as one it understands only what its own key made.</summary>
internal sealed class FakeEncryption(FakeShopState state) : IEncryptionService
{
    public string EncryptText(string plainText, string encryptionPrivateKey = "") =>
        new([.. Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{state.EncryptionKey}|{plainText}")).Reverse()]);

    public string DecryptText(string cipherText, string encryptionPrivateKey = "")
    {
        var text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(new([.. cipherText.Reverse()])));
        return text.StartsWith(state.EncryptionKey + "|", StringComparison.Ordinal)
            ? text[(state.EncryptionKey.Length + 1)..]
            : throw new System.Security.Cryptography.CryptographicException("Padding is invalid and cannot be removed.");
    }
}

internal sealed class FakeLogger(FakeShopState state) : ILogger
{
    public Task InsertLogAsync(LogLevel logLevel, string shortMessage, string fullMessage = "", Customer? customer = null)
    {
        state.Log.Enqueue($"{logLevel}: {shortMessage} {fullMessage}");
        return Task.CompletedTask;
    }
}

internal sealed class FakeNotifications(FakeShopState state) : INotificationService
{
    public void SuccessNotification(string message, bool encode = true, int timeout = 0) => state.Notifications.Enqueue(message);

    public void WarningNotification(string message, bool encode = true, int timeout = 0) => state.Notifications.Enqueue(message);

    public void ErrorNotification(string message, bool encode = true, int timeout = 0) => state.Notifications.Enqueue(message);
}

internal sealed class FakeCatalog(FakeShopState state) :
    IStoreService, IPluginService, ILanguageService, ILocalizationService, ICustomerService, ICurrencyService, IScheduleTaskService, IStoreContext, IWorkContext, IOrderTotalCalculationService
{
    public Task<IList<Store>> GetAllStoresAsync() => Task.FromResult<IList<Store>>([.. state.Stores]);

    public Task<Store?> GetStoreByIdAsync(int storeId) => Task.FromResult(state.Stores.Find(store => store.Id == storeId));

    public Task<PluginDescriptor> GetPluginDescriptorBySystemNameAsync<TPlugin>(
        string systemName, LoadPluginsMode loadMode = LoadPluginsMode.InstalledOnly, Customer? customer = null, int storeId = 0, string? group = null)
        where TPlugin : class, IPlugin => Task.FromResult(new PluginDescriptor { SystemName = systemName, Installed = state.IsInstalled });

    public Task<IList<Language>> GetAllLanguagesAsync(bool showHidden = false, int storeId = 0) =>
        Task.FromResult<IList<Language>>([new Language { Id = 1, LanguageCulture = "en-US" }, new Language { Id = 2, LanguageCulture = "de-DE" }]);

    public Task<string> GetResourceAsync(string resourceKey) => Task.FromResult(state.Texts.GetValueOrDefault((resourceKey, state.Language), resourceKey));

    public Task AddOrUpdateLocaleResourceAsync(IDictionary<string, string> resources, int? languageId = null)
    {
        foreach (var (key, text) in resources)
            state.Texts[(key, languageId ?? 0)] = text;
        return Task.CompletedTask;
    }

    public Task DeleteLocaleResourcesAsync(string resourceNamePrefix, int? languageId = null)
    {
        foreach (var key in state.Texts.Keys.Where(key => key.Key.StartsWith(resourceNamePrefix, StringComparison.OrdinalIgnoreCase)))
            state.Texts.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task<Customer> GetCustomerByIdAsync(int customerId) =>
        Task.FromResult(new Customer { Id = customerId, CustomerGuid = new Guid(customerId, 0, 0, new byte[8]), Email = "ada@example.com" });

    public Task<string> GetCustomerFullNameAsync(Customer customer) => Task.FromResult("Ada Example");

    public Task<Currency> GetCurrencyByIdAsync(int currencyId) => Task.FromResult(new Currency { Id = currencyId, CurrencyCode = state.Currency });

    public Task DeleteTaskAsync(ScheduleTask task)
    {
        state.Tasks.RemoveAll(other => other.Type == task.Type);
        return Task.CompletedTask;
    }

    public Task<ScheduleTask?> GetTaskByTypeAsync(string type) => Task.FromResult(state.Tasks.Find(task => task.Type == type));

    public Task InsertTaskAsync(ScheduleTask task)
    {
        state.Tasks.Add(task);
        return Task.CompletedTask;
    }

    public Task<Store> GetCurrentStoreAsync() => Task.FromResult(GetCurrentStore());

    public Store GetCurrentStore() => state.Stores[0];

    public Task<Customer> GetCurrentCustomerAsync() => GetCustomerByIdAsync(state.Customer);

    public Task<int> GetActiveStoreScopeConfigurationAsync() => Task.FromResult(state.Scope);

    public Task<decimal> CalculatePaymentAdditionalFeeAsync(IList<ShoppingCartItem> cart, decimal fee, bool usePercentage) => Task.FromResult(fee);
}
