using System.Data.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.PostgreSql;
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
    private const string Application = "Pepay.Storefront.Host";

    public static void AddShop(this WebApplicationBuilder builder, ShopSettings settings, SimulatorServer? simulator)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<OrderStore>();
        services.AddPepayRuntime();
        services.Configure<DispatchOptions>(builder.Configuration.GetSection("Dispatch"));
        if (settings.Database is { } connectionString)
            services.AddPostgreSql(connectionString);
        else
            services.AddSqlite(settings.DataDirectory);
        services.AddHealthChecks().AddPepay().AddPepayIntegration();
        services.AddProviders(builder.Configuration, settings, simulator);
        services.AddPepayStorefront<ShopOrders>(options =>
        {
            options.ShopName = Shop.Name;
            options.Layout = typeof(ShopLayout);
            options.IconPath = "/favicon.svg";
            options.Stylesheets.Add("/shop.css");
            options.PublicUrl = settings.PublicUrl;
            options.CommercePath = "/elsewhere";
            options.MerchantPolicy = settings.HasMerchantArea ? MerchantSignIn.Policy : null;
            options.MerchantSignOutPath = MerchantSignIn.SignOutPath;
        });
        if (settings.HasMerchantArea)
            MerchantSignIn.Add(services);
    }

    private static void AddSqlite(this IServiceCollection services, string folder)
    {
        var database = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder, "shop.db")}");
        services.AddSingleton<DbDataSource>(database);
        services.AddSingleton(OrderTable.Sqlite);
        services.AddPepaySqlite(database);

        // Cookies of waiting payers must be readable after a restart.
        services.AddDataProtection().SetApplicationName(Application).PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
    }

    private static void AddPostgreSql(this IServiceCollection services, string connectionString)
    {
        var database = NpgsqlDataSource.Create(connectionString);
        services.AddSingleton<DbDataSource>(database);
        services.AddSingleton(OrderTable.PostgreSql);
        services.AddPepayPostgreSql(database);

        // A payer may come back to another machine than the one that wrote the cookie.
        services.AddDataProtection().SetApplicationName(Application);
        services.AddOptions<KeyManagementOptions>().Configure<DbDataSource>(static (keys, source) => keys.XmlRepository = new KeyRing(source));
    }
}
