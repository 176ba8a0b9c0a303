using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Pepay.Runtime;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;
using Pepay.Tests;

namespace Pepay.Benchmarks.Inbox;

/// <summary>A program with one handler that writes one row in its event's transaction.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly IHost host;

    public BenchHost(BenchDatabase database, Action<EventContext>? started = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (database.Source is NpgsqlDataSource)
            builder.Services.AddPepayPostgreSql(database.ConnectionString);
        else
            builder.Services.AddPepaySqlite(database.Source);
        builder.Services.AddPepayRuntime();
        foreach (var service in builder.Services.Where(s => s.ImplementationInstance is HandlerDescriptor || s.ImplementationType?.Namespace == "Pepay.Runtime.Sync" && s.ServiceType == typeof(IHostedService)).ToArray())
            builder.Services.Remove(service);
        builder.Services.AddSingleton(new ProviderAccount { Provider = InboxEvents.Provider("invoice.updated"), Environment = PaymentEnvironment.Test });
        builder.Services.AddEventHandler(new HandlerDescriptor("effect", "pepay", HandlerDescriptor.Any, (_, context, token) =>
        {
            started?.Invoke(context);
            return WriteAsync(context, token);
        }));
        host = builder.Build();
    }

    public InboxAcceptor Acceptor => host.Services.GetRequiredService<InboxAcceptor>();

    public Task StartAsync() => host.StartAsync();

    /// <summary>Starts, and waits until so many effects are there.</summary>
    /// <returns>How many a second.</returns>
    public async Task<double> DrainAsync(BenchDatabase database, long effects)
    {
        var begin = Stopwatch.GetTimestamp();
        var before = await database.CountAsync("effect");
        await host.StartAsync();
        while (await database.CountAsync("effect") < effects)
            await Task.Delay(10);
        return (effects - before) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static async Task WriteAsync(EventContext context, CancellationToken token)
    {
        var transaction = await context.BeginTransactionAsync(token);
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO effect (name) VALUES (@name)";
        var name = command.CreateParameter();
        (name.ParameterName, name.Value) = ("name", context.EventId);
        command.Parameters.Add(name);
        await command.ExecuteNonQueryAsync(token);
    }
}
