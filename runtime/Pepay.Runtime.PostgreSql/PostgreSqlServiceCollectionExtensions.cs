using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.PostgreSql.Inbox;
using Pepay.Runtime.PostgreSql.Merchant;
using Pepay.Runtime.PostgreSql.Payments;
using Pepay.Runtime.PostgreSql.Streams;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.PostgreSql;

/// <summary>Registers the PostgreSQL stores.</summary>
public static class PostgreSqlServiceCollectionExtensions
{
    // Enough for every statement of the stores, so that each is parsed and planned once per connection.
    private const int PreparedStatements = 64;

    /// <summary>Keeps the inbox, the payments, the positions of streams and what people of the shop did in the database that the Npgsql connection string names.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="connectionString">An Npgsql connection string. <c>Search Path</c> chooses the schema; it must exist.</param>
    /// <exception cref="ArgumentException">It is missing, or is something else.</exception>
    public static IServiceCollection AddPepayPostgreSql(this IServiceCollection services, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = Parse(connectionString);
        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = PreparedStatements;

        // Not registered: the shop may have a data source of its own, for another database.
        return services.AddStores(_ => new PostgreSqlDatabase(NpgsqlDataSource.Create(settings), OfStores(settings.ConnectionString)));
    }

    /// <summary>Keeps the inbox, the payments, the positions of streams and what people of the shop did in the database behind the data source. The shop's own tables may be there too.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="source">Opens connections to PostgreSQL; not disposed here.</param>
    public static IServiceCollection AddPepayPostgreSql(this IServiceCollection services, DbDataSource source)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(source);
        return services.AddStores(_ => new PostgreSqlDatabase(source));
    }

    private static NpgsqlConnectionStringBuilder Parse(string? connectionString)
    {
        const string Expected = "Expected is an Npgsql connection string such as \"Host=localhost;Database=shop;Username=shop;Password=...\".";
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new ArgumentException($"The PostgreSQL connection string is missing. {Expected} Is it in the configuration?", nameof(connectionString));
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Neither the text nor the driver's message about it is repeated: it may have a password in it.
            throw new ArgumentException($"The PostgreSQL connection string cannot be read. {Expected}", nameof(connectionString));
        }

        return string.IsNullOrWhiteSpace(settings.Host)
            ? throw new ArgumentException($"The PostgreSQL connection string names no host. {Expected}", nameof(connectionString))
            : settings;
    }

    // Resetting a session after each use costs the server as much as a small statement.
    private static NpgsqlDataSource OfStores(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true });

    private static IServiceCollection AddStores(this IServiceCollection services, Func<IServiceProvider, PostgreSqlDatabase> database)
    {
        services.AddSingleton(database);
        services.AddSingleton<IInboxStore, PostgreSqlInboxStore>();
        services.AddSingleton<IPaymentStore, PostgreSqlPaymentStore>();
        services.AddSingleton<IStreamStore, PostgreSqlStreamStore>();
        services.AddSingleton<IMerchantActionStore, PostgreSqlMerchantActionStore>();
        return services;
    }
}
