using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Configuration;
using Nop.Core.Domain.Common;
using Nop.Core.Domain.Customers;
using Nop.Core.Domain.Payments;
using Nop.Core.Domain.Stores;

namespace Nop.Core
{
    public abstract class BaseEntity
    {
        public int Id { get; set; }
    }

    public interface IStoreContext
    {
        Task<Store> GetCurrentStoreAsync();

        Store GetCurrentStore();

        Task<int> GetActiveStoreScopeConfigurationAsync();
    }

    public interface IWorkContext
    {
        Task<Customer> GetCurrentCustomerAsync();
    }

    public interface IWebHelper
    {
        string GetStoreLocation(bool? useSsl = null);
    }

    public interface IPagedList<T> : IList<T>
    {
        int TotalCount { get; }
    }
}

namespace Nop.Core.Caching
{
    public interface ICacheKeyService;

    public class CacheKey
    {
        public CacheKey(string key) => throw new NotImplementedException();
    }
}

namespace Nop.Core.Configuration
{
    public interface ISettings;
}

namespace Nop.Core.Infrastructure
{
    public interface INopStartup
    {
        int Order { get; }

        void ConfigureServices(IServiceCollection services, IConfiguration configuration);

        void Configure(IApplicationBuilder application);
    }
}

namespace Nop.Core.Domain.Common
{
    public interface ISoftDeletedEntity
    {
        bool Deleted { get; set; }
    }
}

namespace Nop.Core.Domain.Localization
{
    public interface ILocalizedEntity;

    public class Language : BaseEntity
    {
        public string LanguageCulture { get; set; }
    }
}

namespace Nop.Core.Domain.Stores
{
    public class Store : BaseEntity, ISoftDeletedEntity
    {
        public string Name { get; set; }

        public string Url { get; set; }

        public bool SslEnabled { get; set; }

        public bool Deleted { get; set; }
    }
}

namespace Nop.Core.Domain.Customers
{
    public class Customer : BaseEntity, ISoftDeletedEntity
    {
        public Guid CustomerGuid { get; set; }

        public string Email { get; set; }

        public bool Deleted { get; set; }
    }
}

namespace Nop.Core.Domain.Directory
{
    public class Currency : BaseEntity
    {
        public string CurrencyCode { get; set; }
    }

    public class CurrencySettings : ISettings
    {
        public int PrimaryStoreCurrencyId { get; set; }
    }
}

namespace Nop.Core.Domain.Cms
{
    public class WidgetSettings : ISettings
    {
        public List<string> ActiveWidgetSystemNames { get; set; } = [];
    }
}

namespace Nop.Core.Domain.Logging
{
    public enum LogLevel
    {
        Debug = 10,
        Information = 20,
        Warning = 30,
        Error = 40,
        Fatal = 50,
    }
}

namespace Nop.Core.Domain.ScheduleTasks
{
    public class ScheduleTask : BaseEntity
    {
        public string Name { get; set; }

        public int Seconds { get; set; }

        public string Type { get; set; }

        public DateTime? LastEnabledUtc { get; set; }

        public bool Enabled { get; set; }

        public bool StopOnError { get; set; }

        public DateTime? LastStartUtc { get; set; }

        public DateTime? LastSuccessUtc { get; set; }
    }
}

namespace Nop.Core.Domain.Payments
{
    public class PaymentSettings : ISettings
    {
        public List<string> ActivePaymentMethodSystemNames { get; set; } = [];
    }

    public enum PaymentStatus
    {
        Pending = 10,
        Authorized = 20,
        Paid = 30,
        PartiallyRefunded = 35,
        Refunded = 40,
        Voided = 50,
    }
}

namespace Nop.Core.Domain.Orders
{
    public enum OrderStatus
    {
        Pending = 10,
        Processing = 20,
        Complete = 30,
        Cancelled = 40,
    }

    public class Order : BaseEntity, ISoftDeletedEntity
    {
        public Guid OrderGuid { get; set; }

        public int StoreId { get; set; }

        public int CustomerId { get; set; }

        public int OrderStatusId { get; set; }

        public int PaymentStatusId { get; set; }

        public string PaymentMethodSystemName { get; set; }

        public decimal OrderTotal { get; set; }

        public decimal RefundedAmount { get; set; }

        public string CaptureTransactionId { get; set; }

        public string CustomValuesXml { get; set; }

        public string CaptureTransactionResult { get; set; }

        public DateTime? PaidDateUtc { get; set; }

        public bool Deleted { get; set; }

        public DateTime CreatedOnUtc { get; set; }

        public string CustomOrderNumber { get; set; }

        public OrderStatus OrderStatus
        {
            get => (OrderStatus)OrderStatusId;
            set => OrderStatusId = (int)value;
        }

        public PaymentStatus PaymentStatus
        {
            get => (PaymentStatus)PaymentStatusId;
            set => PaymentStatusId = (int)value;
        }
    }

    public class OrderNote : BaseEntity
    {
        public int OrderId { get; set; }

        public string Note { get; set; }

        public bool DisplayToCustomer { get; set; }

        public DateTime CreatedOnUtc { get; set; }
    }

    public class ShoppingCartItem : BaseEntity;

    public class OrderRefundedEvent
    {
        public OrderRefundedEvent(Order order, decimal amount) => (Order, Amount) = (order, amount);

        public Order Order { get; }

        public decimal Amount { get; }
    }

    public class OrderStatusChangedEvent
    {
        public OrderStatusChangedEvent(Order order, OrderStatus previousOrderStatus) => (Order, PreviousOrderStatus) = (order, previousOrderStatus);

        public Order Order { get; }

        public OrderStatus PreviousOrderStatus { get; set; }
    }
}
