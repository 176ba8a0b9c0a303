using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Commerce;
using Pepay.Storefront.Merchant;
using Pepay.Storefront.Merchant.Figures;

namespace Pepay.Storefront;

/// <summary>Registers the payment pages.</summary>
public static class StorefrontServiceCollectionExtensions
{
    /// <summary>
    /// Registers the payment pages over the shop's orders. The runtime (<c>AddPepayRuntime</c>), a store and at least one provider are
    /// registered besides; <c>MapPepayStorefront</c> adds the pages to the application.
    /// </summary>
    /// <typeparam name="TShopOrders">The shop's orders; registered as scoped, unless the shop did so already.</typeparam>
    public static IServiceCollection AddPepayStorefront<TShopOrders>(
        this IServiceCollection services, Action<StorefrontOptions>? configure = null)
        where TShopOrders : class, IShopOrders
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRazorComponents();
        services.AddAntiforgery();
        services.AddDataProtection();
        services.AddHttpContextAccessor();
        services.AddOptions<StorefrontOptions>();
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddScoped<TShopOrders>();
        services.TryAddScoped<IShopOrders>(static provider => provider.GetRequiredService<TShopOrders>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IPaymentChangeHandler, TShopOrders>(
            static provider => provider.GetRequiredService<TShopOrders>()));

        services.TryAddScoped<IOrderAmounts, ShopOrderAmounts>();
        services.TryAddSingleton<PaymentOwnership>();
        services.TryAddSingleton<TransferQuoteCookie>();
        services.TryAddSingleton<PaymentEventStream>();
        services.TryAddScoped<StorefrontUrls>();
        services.TryAddScoped<PaymentPages>();
        services.TryAddScoped<EmbeddedPages>();
        services.AddCommerce();
        services.AddMerchantArea();
        services.TryAddScoped(static provider => new StorefrontCheckout(
            provider.GetRequiredService<IShopOrders>(),
            provider.GetRequiredService<CheckoutService>(),
            provider.GetRequiredService<PaymentProviders>(),
            provider.GetRequiredService<PaymentOwnership>(),
            provider.GetRequiredService<StorefrontUrls>(),
            provider.GetRequiredService<IOptions<StorefrontOptions>>().Value));
        return services;
    }

    private static void AddCommerce(this IServiceCollection services)
    {
        services.TryAddSingleton<StorefrontCommerce>();
        services.TryAddSingleton<CommerceVisitorCookie>();
        services.TryAddSingleton<CheckoutTickets>();
        services.TryAddSingleton<CommerceDesk>();
        services.TryAddSingleton<SearchLimit>();
        services.TryAddScoped<GoodsPages>();
        services.TryAddScoped<CartPages>();
        services.TryAddScoped<CommerceCheckoutPages>();
        services.TryAddScoped<CommerceOrderPages>();
        services.TryAddScoped<CommerceOrderStream>();
    }

    private static void AddMerchantArea(this IServiceCollection services)
    {
        services.TryAddSingleton<IMerchantActionStore>(static _ => throw new InvalidOperationException(
            "Nothing keeps what people of the shop do. Call AddPepaySqlite or AddPepayPostgreSql, or register an IMerchantActionStore of your own."));
        services.TryAddSingleton<MerchantDesk>();
        services.TryAddSingleton<RefundDesk>();
        services.TryAddSingleton<PaymentDetails>();
        services.TryAddSingleton<FigureReader>();
        services.TryAddSingleton<HealthReport>();
        services.TryAddSingleton<IntegrationReport>();
    }
}
