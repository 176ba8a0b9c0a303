using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Cli.Inbox;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Integration;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sqlite;

namespace Pepay.Cli.Checks;

/// <summary>Whether the shop's database is there, durable, and of this version. Nothing in it is changed.</summary>
internal static class DatabaseCheck
{
    private const string Name = "Database";

    public static async Task<IntegrationCheck> CheckAsync(ParseResult arguments, ShopConfiguration shop, CancellationToken cancellationToken)
    {
        var database = arguments.GetValue(InboxDatabase.Option) ?? System.Environment.GetEnvironmentVariable(InboxDatabase.Variable) ?? Configured(shop);
        if (!database.Contains('=', StringComparison.Ordinal) && !File.Exists(database))
            return new(Name, IntegrationState.Wrong, $"There is no file '{database}'. Start the shop once, or say where its database is: --database, or Shop:Database and Shop:DataDirectory in its settings.");
        try
        {
            await using var services = InboxDatabase.Open(database);
            if (services.GetService<SqliteDatabase>() is { } sqlite)
                await sqlite.CheckAsync(cancellationToken);
            else
                await services.GetRequiredService<PostgreSqlDatabase>().CheckAsync(cancellationToken);
            var dead = (await services.GetRequiredService<IInboxStore>().CountAsync(cancellationToken)).Dead;
            return dead == 0
                ? new(Name, IntegrationState.Done, "It is there, durable, and has the tables of this version.")
                : new(Name, IntegrationState.Wrong, $"It is sound, but {dead} event(s) were given up. 'pepay deadletters' shows why, 'pepay events replay --state Dead' gives them to their handlers again.");
        }
        catch (Exception exception) when (exception is InboxConfigurationException or CommandException)
        {
            return new(Name, IntegrationState.Wrong, exception.Message);
        }
        catch (DbException exception)
        {
            // The driver's text names hosts and tables, never the password.
            return new(Name, IntegrationState.Wrong, $"It cannot be read: {exception.Message.TrimEnd('.')}. Check that the server runs and that the connection string is right.");
        }
    }

    // As the host does without settings of its own: a file in App_Data beside the program.
    private static string Configured(ShopConfiguration shop) =>
        shop.Values["Shop:Database"] is { Length: > 0 } connectionString ? connectionString
        : Path.Combine(shop.Folder, shop.Values["data"] ?? shop.Values["Shop:DataDirectory"] ?? "App_Data", "shop.db");
}
