using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;

namespace Pepay.Runtime.Worker;

/// <summary>
/// A process that handles events of one PostgreSQL inbox, for tests and measurements with several processes. It writes a row into the table
/// <c>effect</c> in each event's transaction and, when told so, one into <c>outside</c> over a connection of its own. It begins with the first line of its
/// input and ends, in good order, with the input. Arguments: connection string, lease in seconds, handlers at once, the event to hold (or ""), whether to write outside.
/// With the argument <see cref="PrepareOnly"/> it handles nothing: it prepares the tables of each database that a line of its input names, and answers each with a line.
/// </summary>
internal static class Program
{
    private const string PrepareOnly = "prepare";

    public static async Task Main(string[] args)
    {
        if (args is [PrepareOnly])
        {
            await PrepareAsync();
            return;
        }

        var (connectionString, lease, concurrency, held, outside) = (args[0], args[1], args[2], args[3], args.Length > 4 && args[4] == "outside");
        Console.WriteLine("ready");
        if (await Console.In.ReadLineAsync() is null)
            return;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPepayPostgreSql(connectionString).AddPepayRuntime();
        foreach (var service in builder.Services.Where(s => s.ImplementationInstance is HandlerDescriptor || s.ImplementationType?.Namespace == "Pepay.Runtime.Sync" && s.ServiceType == typeof(IHostedService)).ToArray())
            builder.Services.Remove(service);
        builder.Services.Configure<DispatchOptions>(options =>
        {
            options.Lease = TimeSpan.FromSeconds(double.Parse(lease, CultureInfo.InvariantCulture));
            options.MaxConcurrency = int.Parse(concurrency, CultureInfo.InvariantCulture);
            options.PollInterval = TimeSpan.FromMilliseconds(100);
        });
        builder.Services.AddSingleton(new ProviderAccount
        {
            Provider = new ProviderDescriptor { Name = "pepay", DisplayName = "Pepay", EventTypes = ["invoice.updated"] },
            Environment = PaymentEnvironment.Test,
        });
        if (outside)
            builder.Services.AddEventHandler(new HandlerDescriptor("outside", "pepay", "*", (scope, context, token) => WriteOutsideAsync(scope.GetRequiredService<PostgreSqlDatabase>(), context, held, token)));
        builder.Services.AddEventHandler(new HandlerDescriptor("effect", "pepay", "*", (_, context, token) => WriteEffectAsync(context, held, token)));
        using var host = builder.Build();
        await host.StartAsync();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "go on")
                Held.TrySetResult();
        }

        await host.StopAsync();
    }

    private static async Task PrepareAsync()
    {
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } connectionString)
        {
            var services = new ServiceCollection();
            if (connectionString.StartsWith("Data Source=", StringComparison.Ordinal))
                services.AddPepaySqlite(SqliteFactory.Instance.CreateDataSource(connectionString));
            else
                services.AddPepayPostgreSql(connectionString);
            await using var program = services.BuildServiceProvider();
            try
            {
                await program.GetRequiredService<IInboxStore>().InitializeAsync(default);
                Console.WriteLine("prepared");
            }
            catch (Exception exception)
            {
                Console.WriteLine(exception.ToString().ReplaceLineEndings(" "));
            }
        }
    }

    private static TaskCompletionSource Held { get; } = new();

    private static async Task WriteEffectAsync(EventContext context, string held, CancellationToken token)
    {
        var transaction = await context.BeginTransactionAsync(token);
        await using (var command = transaction.Connection!.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO effect (name, worker) VALUES ($1, $2)";
            command.Parameters.Add(new NpgsqlParameter { Value = context.EventId });
            command.Parameters.Add(new NpgsqlParameter { Value = Environment.ProcessId });
            await command.ExecuteNonQueryAsync(token);
        }

        await HoldAsync(context, held);
    }

    private static async Task WriteOutsideAsync(PostgreSqlDatabase database, EventContext context, string held, CancellationToken token)
    {
        await using var connection = await database.OpenAsync(token);
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO outside (effect_key, worker) VALUES ($1, $2)";
        command.Parameters.Add(new NpgsqlParameter { Value = context.EffectKey });
        command.Parameters.Add(new NpgsqlParameter { Value = Environment.ProcessId });
        await command.ExecuteNonQueryAsync(token);
        await HoldAsync(context, held);
    }

    // Without a look at the token: a process that is stopped does not look either.
    private static async Task HoldAsync(EventContext context, string held)
    {
        if (context.EventId != held)
            return;
        Console.WriteLine($"inside {context.HandlerName}");
        await Held.Task;
    }
}
