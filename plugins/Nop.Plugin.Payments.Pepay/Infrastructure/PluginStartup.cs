using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nop.Core.Infrastructure;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Orders;
using Nop.Plugin.Payments.Pepay.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Infrastructure;

/// <summary>Registers the plugin's services when the shop starts.</summary>
public sealed class PluginStartup : INopStartup
{
    /// <summary>After the shop's own services.</summary>
    public int Order => 3000;

    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        ActingStoreContext.Add(services);
        services.AddSingleton<ShopDatabase>();
        services.AddSingleton<ShopLeases>();
        services.AddSingleton<NopInboxStore>();
        services.AddSingleton<NopPaymentStore>();
        services.AddSingleton<NopStreamStore>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<LedgerRetention>();
        services.AddSingleton<ShopLog>();
        services.AddSingleton<AccountCatalog>();
        services.AddSingleton<WebhookRefusals>();
        services.AddSingleton<OrderUpdater>();
        services.AddSingleton<OrderRefunds>();
        services.AddSingleton<PaymentEngines>();
        services.AddHostedService<PaymentEngineService>();
        services.AddScoped<SecretText>();
        services.AddScoped<ActiveNames>();
        services.AddSingleton<Transfers>();
        services.AddScoped<EmbeddedCheckout>();
        services.AddScoped<HostedCheckout>();
        services.AddScoped<HostedPayment>();
        services.AddTransient<XPayConfigurationPage>();
        services.AddScoped<TextResources>();
        services.AddScoped<IntegrationChecklist>();
        services.AddScoped<TestEvents>();
        AddCompiledViews(services, typeof(PluginStartup).Assembly);
    }

    /// <inheritdoc/>
    public void Configure(IApplicationBuilder application)
    {
    }

    /// <summary>
    /// Makes the views that are compiled into a plugin known: the shop's loader adds its controllers only. A shop that compiles views at run time
    /// finds the same views as files.
    /// </summary>
    public static void AddCompiledViews(IServiceCollection services, Assembly assembly)
    {
        var parts = services.LastOrDefault(static service => service.ServiceType == typeof(ApplicationPartManager))?.ImplementationInstance as ApplicationPartManager;
        if (parts is not null && !parts.ApplicationParts.OfType<CompiledRazorAssemblyPart>().Any(part => part.Assembly == assembly))
            parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(assembly));
    }
}
