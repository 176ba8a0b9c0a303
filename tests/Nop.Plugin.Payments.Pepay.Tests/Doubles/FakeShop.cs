using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nop.Core;
using Nop.Core.Domain.Directory;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Data;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Plugin.Payments.Pepay.Webhooks;
using Nop.Plugin.Payments.XPay;
using Nop.Services.Configuration;
using Nop.Services.Customers;
using Nop.Services.Directory;
using Nop.Services.Events;
using Nop.Services.Localization;
using Nop.Services.Messages;
using Nop.Services.Orders;
using Nop.Services.Payments;
using Nop.Services.Plugins;
using Nop.Services.ScheduleTasks;
using Nop.Services.Security;
using Nop.Services.Stores;
using Nop.Web.Framework.UI;
using Pepay.Runtime.Payments;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>One node of a shop with both plugins, on a port of loopback, over doubles of the shop's services.</summary>
internal sealed class FakeShop : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SimulatorServer simulator;

    private readonly TimeProvider time;

    private FakeShop(SimulatorServer simulator, FakeDatabase database, FakeShopState state, OrderEvents events, TimeProvider time)
    {
        this.simulator = simulator;
        this.time = time;
        Database = database;
        State = state;
        Events = events;
        app = Build();
    }

    public FakeDatabase Database { get; }

    public FakeShopState State { get; }

    public OrderEvents Events { get; }

    public IServiceProvider Services => app.Services;

    public PaymentEngines Engines => Services.GetRequiredService<PaymentEngines>();

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>A node of its own, or one more over the database of another.</summary>
    public static async Task<FakeShop> StartAsync(SimulatorServer simulator, FakeShop? sharing = null, Action<FakeShopState>? configure = null, TimeProvider? time = null)
    {
        var shop = new FakeShop(simulator, sharing?.Database ?? new FakeDatabase(), sharing?.State ?? new FakeShopState(), sharing?.Events ?? new OrderEvents(), time ?? TimeProvider.System);
        if (sharing is null)
        {
            var settings = new FakeSettingService(shop.State);
            var secrets = new SecretText(new FakeEncryption(shop.State));
            await settings.SaveSettingAsync(new PepaySettings
            {
                ApiBaseUrl = simulator.PepayUrl,
                MerchantApiKey = secrets.Protect(simulator.Options.PepayMerchantKey),
                WebhookSecret = secrets.Protect(simulator.Options.PepayWebhookSecret),
            });
            await settings.SaveSettingAsync(new XPaySettings
            {
                ApiBaseUrl = simulator.XPayUrl,
                PublicKey = secrets.Protect(simulator.Options.XPayPublicKey),
                PrivateKey = secrets.Protect(simulator.Options.XPayPrivateKey),
                WebhookSecret = secrets.Protect(simulator.Options.XPayWebhookSecret),
            });
            await using (var scope = shop.Services.CreateAsyncScope())
                await scope.ServiceProvider.GetRequiredService<TextResources>().InstallAsync();
            configure?.Invoke(shop.State);
        }

        await shop.app.StartAsync();
        if (sharing is null && shop.State.Stores[0].Url is null)
            shop.State.Stores[0].Url = shop.Url + "/";

        // Behind the first reading of the settings, which the shop has begun.
        await shop.Engines.ReloadAsync(default);
        if (sharing is null)
            simulator.SetWebhookTargets($"{shop.Url}/Plugins/Pepay/Webhook/pepay", $"{shop.Url}/Plugins/Pepay/Webhook/xpay");
        return shop;
    }

    public IPaymentMethod Method(string provider, IServiceProvider services) => provider == PepayDefaults.XPayProvider
        ? ActivatorUtilities.CreateInstance<XPayPaymentMethod>(services)
        : ActivatorUtilities.CreateInstance<PepayPaymentMethod>(services);

    public async Task<Order> PlaceOrderAsync(decimal total, string provider = PepayDefaults.PepayProvider, int store = 1, ProcessPaymentRequest? request = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var order = new Order
        {
            OrderGuid = Guid.NewGuid(),
            StoreId = store,
            CustomerId = FakeShopState.Buyer,
            OrderTotal = total,
            OrderStatus = OrderStatus.Pending,
            PaymentStatus = PaymentStatus.Pending,
            PaymentMethodSystemName = provider == PepayDefaults.XPayProvider ? PepayDefaults.XPaySystemName : PepayDefaults.PepaySystemName,
            CreatedOnUtc = DateTime.UtcNow,
            CustomValuesXml = request is null ? null : new XElement("DictionarySerializer", request.CustomValues.Select(static value =>
                new XElement("item", new XElement("key", value.Name), new XElement("value", value.Value)))).ToString(),
        };
        await scope.ServiceProvider.GetRequiredService<IRepository<Order>>().InsertAsync(order);
        order.CustomOrderNumber = $"{order.Id}";
        await scope.ServiceProvider.GetRequiredService<IRepository<Order>>().UpdateAsync(order);
        return order;
    }

    /// <summary>What the checkout does after the order is placed; gives where the browser is sent.</summary>
    public async Task<string> RedirectAsync(Order order, string provider = PepayDefaults.PepayProvider)
    {
        await using var scope = Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        Services.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
        await Method(provider, scope.ServiceProvider).PostProcessPaymentAsync(new PostProcessPaymentRequest { Order = order });
        return http.Response.Headers.Location.ToString();
    }

    /// <summary>Places an order and opens its payment; gives the order and the provider's id of the payment.</summary>
    public async Task<(Order Order, string PaymentId)> OpenAsync(decimal total, string provider = PepayDefaults.PepayProvider)
    {
        var order = await PlaceOrderAsync(total, provider);
        await RedirectAsync(order, provider);
        return (order, (await PaymentsAsync(order))[0].PaymentId!);
    }

    public async Task<(Order Order, string PaymentId)> BuyAsync(decimal total, string provider)
    {
        var (order, payment) = await OpenAsync(total, provider);
        Pay(payment, provider);
        await Eventually.TrueAsync(async () => (await ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        return (order, payment);
    }

    public void Pay(string paymentId, string provider)
    {
        if (provider == PepayDefaults.XPayProvider)
            simulator.PayIntent(paymentId);
        else
            simulator.PayInvoice(paymentId);
    }

    public Task<IReadOnlyList<Payment>> PaymentsAsync(Order order) =>
        Services.GetRequiredService<NopPaymentStore>().ListByOrderAsync(order.OrderGuid.ToString("D"), default);

    public async Task<Order> ReadAsync(Order order)
    {
        await using var scope = Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IOrderService>().GetOrderByGuidAsync(order.OrderGuid))!;
    }

    public IReadOnlyList<string> Notes(Order order) => [.. Database.Rows<OrderNote>().Where(note => note.OrderId == order.Id).Select(static note => note.Note)];

    /// <summary>Clicks the administration's refund button.</summary>
    /// <param name="order">The order.</param>
    /// <param name="amount">How much.</param>
    /// <param name="afterReading">Runs when the shop has read the order and not asked the plugin yet.</param>
    public async Task<IList<string>> ClickRefundAsync(Order order, decimal amount, Func<Task>? afterReading = null)
    {
        await using var scope = Services.CreateAsyncScope();
        return await ((FakeOrderProcessing)scope.ServiceProvider.GetRequiredService<IOrderProcessingService>())
            .ClickRefundAsync(Method(PepayDefaults.XPayProvider, scope.ServiceProvider), order.OrderGuid, amount, afterReading);
    }

    /// <summary>An administrator who knows better marks the order as paid.</summary>
    public async Task MarkAsPaidAsync(Order order)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOrderProcessingService>().MarkOrderAsPaidAsync(await ReadAsync(order));
    }

    public async Task CancelAsync(Order order)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOrderProcessingService>().CancelOrderAsync(await ReadAsync(order), false);
    }

    public async Task ChangeAsync(Order order, Action<Order> change)
    {
        await using var scope = Services.CreateAsyncScope();
        var row = await ReadAsync(order);
        change(row);
        await scope.ServiceProvider.GetRequiredService<IRepository<Order>>().UpdateAsync(row);
    }

    /// <summary>What the shop does when both plugins are uninstalled: their own part, then the tables.</summary>
    public async Task UninstallAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await Method(PepayDefaults.XPayProvider, scope.ServiceProvider).UninstallAsync();
        await Method(PepayDefaults.PepayProvider, scope.ServiceProvider).UninstallAsync();
        State.IsInstalled = false;
        foreach (var table in MigratedTables.Of<CreateTables>().Concat(Services.GetRequiredService<LedgerRetention>().KeepsLedger() ? [] : MigratedTables.Of<CreateLedger>()))
            Database.Drop(table);
    }

    /// <summary>What the shop does when both plugins are installed: the tables, then their own part; and the merchant enters the settings again.</summary>
    public async Task InstallAsync(KeyValuePair<(string Key, int Store), object?>[] settings)
    {
        Database.Missing.Clear();
        await using var scope = Services.CreateAsyncScope();
        await Method(PepayDefaults.PepayProvider, scope.ServiceProvider).InstallAsync();
        await Method(PepayDefaults.XPayProvider, scope.ServiceProvider).InstallAsync();
        State.IsInstalled = true;
        foreach (var (key, value) in settings)
            State.Settings[key] = value;
        await Engines.ReloadAsync(default);
    }

    /// <summary>Does something with a page of the administration as a signed-in administrator's request would.</summary>
    public Task<T> AdministerAsync<TController, T>(Func<TController, Task<T>> work)
        where TController : Controller => BrowseAsync(work);

    /// <summary>Does something with a page as the request of the customer who is signed in would.</summary>
    public async Task<T> BrowseAsync<TController, T>(Func<TController, Task<T>> work)
        where TController : Controller
    {
        await using var scope = Services.CreateAsyncScope();
        using var controller = ActivatorUtilities.CreateInstance<TController>(scope.ServiceProvider);
        controller.ControllerContext = new ControllerContext
        {
            HttpContext = new DefaultHttpContext { RequestServices = scope.ServiceProvider },
            RouteData = new RouteData(),
            ActionDescriptor = new ControllerActionDescriptor(),
        };
        return await work(controller);
    }

    public async Task SweepAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<SweepTask>(scope.ServiceProvider).ExecuteAsync();
    }

    /// <summary>Waits until no webhook is on its way and no event waits for its handler.</summary>
    public async Task SettleAsync()
    {
        await simulator.FlushAsync().Soon();
        await Eventually.TrueAsync(async () => (await Services.GetRequiredService<NopInboxStore>().CountAsync(default)).Waiting == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddControllersWithViews().ConfigureApplicationPartManager(static parts =>
        {
            // The administration's filters are the shop's own; the contracts cannot make them.
            parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single());
            parts.FeatureProviders.Add(new PublicControllers());
            parts.ApplicationParts.Add(new AssemblyPart(typeof(PepayPaymentMethod).Assembly));
            parts.ApplicationParts.Add(new AssemblyPart(typeof(FakeShop).Assembly));
            parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(typeof(FakeShop).Assembly));
        });
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<ITagHelperActivator, ShopTagHelpers>();
        services.AddHttpContextAccessor();
        services.AddSingleton<IActionContextAccessor, ActionContextAccessor>();
        services.AddSingleton<ITempDataProvider, NoTempData>();
        services.AddSingleton<ITempDataDictionaryFactory, TempDataDictionaryFactory>();
        AddShop(services);
        services.AddSingleton(time);
        new Infrastructure.PluginStartup().ConfigureServices(services, builder.Configuration);
        var made = builder.Build();
        new Infrastructure.RouteProvider().RegisterRoutes(made);
        made.MapGet("orderdetails/{orderId}", static () => Results.NotFound()).WithName("OrderDetails");
        return made;
    }

    private void AddShop(IServiceCollection services)
    {
        services.AddSingleton(Database).AddSingleton(State).AddSingleton(Events);
        services.AddScoped(typeof(IRepository<>), typeof(FakeRepository<>));
        services.AddScoped<IOrderService, FakeOrderService>();
        services.AddScoped<IOrderProcessingService, FakeOrderProcessing>();
        services.AddScoped<IConsumer<OrderRefundedEvent>, RefundConsumer>();
        services.AddScoped<IConsumer<OrderStatusChangedEvent>, CancellationConsumer>();
        services.AddScoped<ISettingService, FakeSettingService>();
        services.AddScoped<IEncryptionService, FakeEncryption>();
        services.AddScoped<Nop.Services.Logging.ILogger, FakeLogger>();
        services.AddScoped<INotificationService, FakeNotifications>();
        services.AddScoped<FakeCatalog>();
        services.AddScoped<IStoreService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<IPluginService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<ILanguageService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<ILocalizationService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<ICustomerService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<ICurrencyService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<IScheduleTaskService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<IWorkContext>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<IStoreContext>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<IOrderTotalCalculationService>(static scope => scope.GetRequiredService<FakeCatalog>());
        services.AddScoped<IWebHelper>(_ => new FakeWebHelper(this));
        services.AddSingleton(new CurrencySettings { PrimaryStoreCurrencyId = 1 });
        services.AddScoped<PageTitle>().AddScoped<INopHtmlHelper>(static scope => scope.GetRequiredService<PageTitle>());
    }

    private sealed class FakeWebHelper(FakeShop shop) : IWebHelper
    {
        public string GetStoreLocation(bool? useSsl = null) => shop.Url + "/";
    }

    private sealed class NoTempData : ITempDataProvider
    {
        public IDictionary<string, object> LoadTempData(HttpContext context) => new Dictionary<string, object>();

        public void SaveTempData(HttpContext context, IDictionary<string, object> values)
        {
        }
    }

    private sealed class PublicControllers : ControllerFeatureProvider
    {
        protected override bool IsController(System.Reflection.TypeInfo typeInfo) =>
            typeInfo.AsType() == typeof(PepayWebhookController) || typeInfo.AsType() == typeof(PepayReturnController) || typeInfo.AsType() == typeof(PepayPayController);
    }
}
