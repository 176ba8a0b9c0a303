using System.CommandLine;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Cli.Output;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sqlite;

namespace Pepay.Cli.Inbox;

/// <summary>The inbox of a shop, in the database that the shop uses. Nothing is created or upgraded in it.</summary>
internal static class InboxDatabase
{
    public const string Variable = "PEPAY_DATABASE";

    /// <summary>Which database.</summary>
    public static Option<string?> Option { get; } = new("--database", "-d")
    {
        Description = $"A SQLite file, or a PostgreSQL connection string. Without it, what {Variable} says.",
    };

    /// <summary>Does something with the inbox.</summary>
    /// <exception cref="CommandException">There is no such database, or it has no inbox.</exception>
    public static async Task<T> UseAsync<T>(ParseResult arguments, Func<IInboxStore, Task<T>> use)
    {
        var database = arguments.GetValue(Option) ?? Environment.GetEnvironmentVariable(Variable)
            ?? throw new CommandException(ExitCodes.Usage, $"Which database? Give --database FILE or --database \"Host=...;Database=...\", or set {Variable}.");
        await using var services = Open(database);
        try
        {
            return await use(services.GetRequiredService<IInboxStore>());
        }
        catch (DbException exception)
        {
            // The driver's text names hosts and tables, never the password.
            throw new CommandException(ExitCodes.Failed, $"The inbox cannot be read: {exception.Message.TrimEnd('.')}. Is it the database of a shop that has started once with this version?", exception);
        }
    }

    internal static ServiceProvider Open(string database)
    {
        var services = new ServiceCollection();
        if (File.Exists(database))
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite };
            services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource(settings.ToString()));
        }
        else if (database.Contains('='))
        {
            AddPostgreSql(services, database);
        }
        else
        {
            throw new CommandException(ExitCodes.Failed, $"'{database}' is no file, and no connection string of PostgreSQL (Host=...;Database=...).");
        }

        return services.BuildServiceProvider();
    }

    private static void AddPostgreSql(ServiceCollection services, string connectionString)
    {
        try
        {
            services.AddPepayPostgreSql(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(ExitCodes.Usage, $"The connection string cannot be read: {exception.Message}", exception);
        }
    }
}
