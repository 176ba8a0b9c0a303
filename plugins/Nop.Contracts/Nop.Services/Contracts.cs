using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Nop.Core;
using Nop.Core.Configuration;
using Nop.Core.Domain.Customers;
using Nop.Core.Domain.Directory;
using Nop.Core.Domain.Localization;
using Nop.Core.Domain.Logging;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Core.Domain.ScheduleTasks;
using Nop.Core.Domain.Stores;
using Nop.Services.Plugins;

namespace Nop.Services
{
#if !NOP_480
    public abstract class BaseNopResult
    {
        public bool Success => Errors.Count == 0;

        public IList<string> Errors { get; set; } = [];

        public virtual void AddError(string error) => Errors.Add(error);
    }
#endif
}

namespace Nop.Services.Plugins
{
    public interface IDescriptor
    {
        string SystemName { get; set; }
    }

    public class PluginDescriptorBaseInfo
    {
        public virtual string SystemName { get; set; }

        public virtual string Version { get; set; }
    }

    public class PluginDescriptor : PluginDescriptorBaseInfo, IDescriptor
    {
        public virtual bool Installed { get; set; }
    }

    public interface IPlugin
    {
        PluginDescriptor PluginDescriptor { get; set; }

        string GetConfigurationPageUrl();

        Task InstallAsync();

#if !NOP_480
        Task InstallSampleDataAsync();
#endif

        Task UninstallAsync();

        Task UpdateAsync(string currentVersion, string targetVersion);

        Task PreparePluginToUninstallAsync();
    }

    public abstract class BasePlugin : IPlugin
    {
        public virtual PluginDescriptor PluginDescriptor { get; set; }

        public virtual string GetConfigurationPageUrl() => null;

        public virtual Task InstallAsync() => Task.CompletedTask;

#if !NOP_480
        public virtual Task InstallSampleDataAsync() => Task.CompletedTask;
#endif

        public virtual Task UninstallAsync() => Task.CompletedTask;

        public virtual Task UpdateAsync(string currentVersion, string targetVersion) => Task.CompletedTask;

        public virtual Task PreparePluginToUninstallAsync() => Task.CompletedTask;
    }

    public enum LoadPluginsMode
    {
        All = 0,
        InstalledOnly = 10,
        NotInstalledOnly = 20,
    }

    public interface IPluginService
    {
        Task<PluginDescriptor> GetPluginDescriptorBySystemNameAsync<TPlugin>(
            string systemName, LoadPluginsMode loadMode = LoadPluginsMode.InstalledOnly, Customer customer = null, int storeId = 0, string group = null)
            where TPlugin : class, IPlugin;
    }
}

namespace Nop.Services.Cms
{
    public interface IWidgetPlugin : IPlugin
    {
        bool HideInWidgetList { get; }

        Task<IList<string>> GetWidgetZonesAsync();

        Type GetWidgetViewComponent(string widgetZone);
    }
}

namespace Nop.Services.Payments
{
    public enum PaymentMethodType
    {
        Standard = 10,
        Redirection = 15,
        Button = 20,
    }

    public enum RecurringPaymentType
    {
        NotSupported = 0,
        Manual = 10,
        Automatic = 20,
    }

    public interface IPaymentMethod : IPlugin
    {
        bool SupportCapture { get; }

        bool SupportPartiallyRefund { get; }

        bool SupportRefund { get; }

        bool SupportVoid { get; }

        RecurringPaymentType RecurringPaymentType { get; }

        PaymentMethodType PaymentMethodType { get; }

        bool SkipPaymentInfo { get; }

        Task<ProcessPaymentResult> ProcessPaymentAsync(ProcessPaymentRequest processPaymentRequest);

        Task PostProcessPaymentAsync(PostProcessPaymentRequest postProcessPaymentRequest);

        Task<bool> HidePaymentMethodAsync(IList<ShoppingCartItem> cart);

        Task<decimal> GetAdditionalHandlingFeeAsync(IList<ShoppingCartItem> cart);

        Task<CapturePaymentResult> CaptureAsync(CapturePaymentRequest capturePaymentRequest);

        Task<RefundPaymentResult> RefundAsync(RefundPaymentRequest refundPaymentRequest);

        Task<VoidPaymentResult> VoidAsync(VoidPaymentRequest voidPaymentRequest);

        Task<ProcessPaymentResult> ProcessRecurringPaymentAsync(ProcessPaymentRequest processPaymentRequest);

        Task<CancelRecurringPaymentResult> CancelRecurringPaymentAsync(CancelRecurringPaymentRequest cancelPaymentRequest);

        Task<bool> CanRePostProcessPaymentAsync(Order order);

        Task<IList<string>> ValidatePaymentFormAsync(IFormCollection form);

        Task<ProcessPaymentRequest> GetPaymentInfoAsync(IFormCollection form);

        Type GetPublicViewComponent();

        Task<string> GetPaymentMethodDescriptionAsync();
    }

#if NOP_480
    // 4.80 has no common base of the results: each has these members itself.
    public class ProcessPaymentResult
    {
        public bool Success => Errors.Count == 0;

        public IList<string> Errors { get; set; } = [];

        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;

        public void AddError(string error) => Errors.Add(error);
    }

    public class CapturePaymentResult
    {
        public IList<string> Errors { get; set; } = [];

        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;

        public void AddError(string error) => Errors.Add(error);
    }

    public class RefundPaymentResult
    {
        public bool Success => Errors.Count == 0;

        public IList<string> Errors { get; set; } = [];

        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;

        public void AddError(string error) => Errors.Add(error);
    }

    public class VoidPaymentResult
    {
        public IList<string> Errors { get; set; } = [];

        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;

        public void AddError(string error) => Errors.Add(error);
    }

    public class CancelRecurringPaymentResult
    {
        public IList<string> Errors { get; set; } = [];

        public void AddError(string error) => Errors.Add(error);
    }
#else
    public class ProcessPaymentResult : BaseNopResult
    {
        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;
    }

    public class CapturePaymentResult : BaseNopResult
    {
        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;
    }

    public class RefundPaymentResult : BaseNopResult
    {
        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;
    }

    public class VoidPaymentResult : BaseNopResult
    {
        public PaymentStatus NewPaymentStatus { get; set; } = PaymentStatus.Pending;
    }

    public class CancelRecurringPaymentResult : BaseNopResult;
#endif

    public class ProcessPaymentRequest
    {
        public int StoreId { get; set; }

        public Guid OrderGuid { get; set; }

        public decimal OrderTotal { get; set; }

#if NOP_480
        public Dictionary<string, object> CustomValues { get; set; } = [];
#else
        public Orders.CustomValues CustomValues { get; set; } = [];
#endif
    }

    public class PostProcessPaymentRequest
    {
        public Order Order { get; set; }
    }

    public class CapturePaymentRequest
    {
        public Order Order { get; set; }
    }

    public class RefundPaymentRequest
    {
        public Order Order { get; set; }

        public decimal AmountToRefund { get; set; }

        public bool IsPartialRefund { get; set; }
    }

    public class VoidPaymentRequest
    {
        public Order Order { get; set; }
    }

    public class CancelRecurringPaymentRequest
    {
        public Order Order { get; set; }
    }
}

namespace Nop.Services.Orders
{
#if !NOP_480
    public class CustomValue
    {
        internal CustomValue(string name, string value) => (Name, Value) = (name, value);

        public string Value { get; set; }

        public string Name { get; set; }
    }

    public class CustomValues : List<CustomValue>
    {
        public virtual string this[string name]
        {
            get => this.First(value => value.Name == name).Value;
            set
            {
                RemoveAll(other => other.Name == name);
                Add(new CustomValue(name, value));
            }
        }
    }

#endif
    public interface IOrderProcessingService
    {
        bool CanCancelOrder(Order order);

        Task CancelOrderAsync(Order order, bool notifyCustomer);

        bool CanMarkOrderAsPaid(Order order);

        Task MarkOrderAsPaidAsync(Order order);

        bool CanRefundOffline(Order order);

        Task RefundOfflineAsync(Order order);

        bool CanPartiallyRefundOffline(Order order, decimal amountToRefund);

        Task PartiallyRefundOfflineAsync(Order order, decimal amountToRefund);
    }

    public interface IOrderService
    {
        Task<Order> GetOrderByIdAsync(int orderId);

        Task<Order> GetOrderByGuidAsync(Guid orderGuid);

        Task InsertOrderNoteAsync(OrderNote orderNote);
    }

    public interface IOrderTotalCalculationService
    {
        Task<decimal> CalculatePaymentAdditionalFeeAsync(IList<ShoppingCartItem> cart, decimal fee, bool usePercentage);
    }
}

namespace Nop.Services.Configuration
{
    public interface ISettingService
    {
        Task<T> LoadSettingAsync<T>(int storeId = 0)
            where T : ISettings, new();

        Task<bool> SettingExistsAsync<T, TPropType>(T settings, Expression<Func<T, TPropType>> keySelector, int storeId = 0)
            where T : ISettings, new();

        Task SaveSettingAsync<T>(T settings, int storeId = 0)
            where T : ISettings, new();

        Task SaveSettingOverridablePerStoreAsync<T, TPropType>(
            T settings, Expression<Func<T, TPropType>> keySelector, bool overrideForStore, int storeId = 0, bool clearCache = true)
            where T : ISettings, new();

        Task DeleteSettingAsync<T>()
            where T : ISettings, new();

        Task ClearCacheAsync();
    }
}

namespace Nop.Services.Localization
{
    public interface ILocalizationService
    {
        Task<string> GetResourceAsync(string resourceKey);

        Task AddOrUpdateLocaleResourceAsync(IDictionary<string, string> resources, int? languageId = null);

        Task DeleteLocaleResourcesAsync(string resourceNamePrefix, int? languageId = null);
    }

    public interface ILanguageService
    {
        Task<IList<Language>> GetAllLanguagesAsync(bool showHidden = false, int storeId = 0);
    }
}

namespace Nop.Services.Stores
{
    public interface IStoreService
    {
        Task<IList<Store>> GetAllStoresAsync();

        Task<Store> GetStoreByIdAsync(int storeId);
    }
}

namespace Nop.Services.Customers
{
    public interface ICustomerService
    {
        Task<Customer> GetCustomerByIdAsync(int customerId);

        Task<string> GetCustomerFullNameAsync(Customer customer);
    }
}

namespace Nop.Services.Directory
{
    public interface ICurrencyService
    {
        Task<Currency> GetCurrencyByIdAsync(int currencyId);
    }
}

namespace Nop.Services.Logging
{
    public interface ILogger
    {
        Task InsertLogAsync(LogLevel logLevel, string shortMessage, string fullMessage = "", Customer customer = null);
    }
}

namespace Nop.Services.Messages
{
    public interface INotificationService
    {
        void SuccessNotification(string message, bool encode = true, int timeout = 0);

        void WarningNotification(string message, bool encode = true, int timeout = 0);

        void ErrorNotification(string message, bool encode = true, int timeout = 0);
    }
}

namespace Nop.Services.Security
{
    public interface IEncryptionService
    {
        string EncryptText(string plainText, string encryptionPrivateKey = "");

        string DecryptText(string cipherText, string encryptionPrivateKey = "");
    }

    public class StandardPermission
    {
        public class Configuration
        {
            internal Configuration() => throw new NotImplementedException();

            public const string MANAGE_PAYMENT_METHODS = "Configuration.ManagePaymentMethods";
        }

        public class Orders
        {
            public const string ORDERS_VIEW = "Orders.OrdersView";

            public const string ORDERS_CREATE_EDIT_DELETE = "Orders.OrdersCreateEditDelete";
        }
    }
}

namespace Nop.Services.Events
{
    public interface IConsumer<T>
    {
        Task HandleEventAsync(T eventMessage);
    }
}

namespace Nop.Services.ScheduleTasks
{
    public interface IScheduleTask
    {
        Task ExecuteAsync();
    }

    public interface IScheduleTaskService
    {
        Task DeleteTaskAsync(ScheduleTask task);

        Task<ScheduleTask> GetTaskByTypeAsync(string type);

        Task InsertTaskAsync(ScheduleTask task);
    }
}
