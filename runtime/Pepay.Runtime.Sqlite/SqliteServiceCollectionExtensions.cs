using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite.Inbox;
using Pepay.Runtime.Sqlite.Merchant;
using Pepay.Runtime.Sqlite.Payments;
using Pepay.Runtime.Sqlite.Streams;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Sqlite;

/// <summary>Registers the SQLite stores.</summary>
public static class SqliteServiceCollectionExtensions
{
    /// <summary>Keeps the inbox, the payments, the positions of streams and what people of the shop did in the SQLite file behind the data source. The shop's own tables may be in the same file.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="source">Opens connections with any driver, such as <c>SqliteFactory.Instance.CreateDataSource("Data Source=shop.db")</c>. Not disposed here.</param>
    public static IServiceCollection AddPepaySqlite(this IServiceCollection services, DbDataSource source)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(source);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteDatabase(source, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IInboxStore, SqliteInboxStore>();
        services.AddSingleton<IPaymentStore, SqlitePaymentStore>();
        services.AddSingleton<IStreamStore, SqliteStreamStore>();
        services.AddSingleton<IMerchantActionStore, SqliteMerchantActionStore>();
        return services;
    }
}
