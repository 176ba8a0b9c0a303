using System.Data.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Pepay.Runtime;
using Pepay.Runtime.Sqlite;
using Pepay.Simulator;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Merchant;
using Pepay.Storefront.Host.Orders;
using Pepay.Storefront.Host.Pages;

namespace Pepay.Storefront.Host;

/// <summary>Puts the shop together: database, runtime, providers, payment pages.</summary>
internal static class ShopRegistration
{
    public static void AddShop(this WebApplicationBuilder builder, ShopSettings settings, SimulatorServer? simulator)
    {
        var services = builder.Services;
        var database = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(settings.DataDirectory, "shop.db")}");
        services.AddSingleton(settings);
        services.AddSingleton<DbDataSource>(database);
        services.AddSingleton<OrderStore>();

        services.AddPepayRuntime();
        services.AddPepaySqlite(database);
        services.AddProviders(builder.Configuration, settings, simulator);
        services.AddPepayStorefront<SqliteShopOrders>(options =>
        {
            options.ShopName = Shop.Name;
            options.Layout = typeof(ShopLayout);
            options.IconPath = "/favicon.svg";
            options.Stylesheets.Add("/shop.css");
            options.PublicUrl = settings.PublicUrl;
            options.MerchantPolicy = settings.Mode == ShopMode.Simulator ? MerchantSignIn.Policy : null;
        });
        if (settings.Mode == ShopMode.Simulator)
            services.AddMerchantSignIn();

        // Cookies of waiting payers must be readable after a restart.
        services.AddDataProtection()
            .SetApplicationName("Pepay.Storefront.Host")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataDirectory, "keys")));
    }
}
