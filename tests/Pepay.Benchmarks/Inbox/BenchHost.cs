using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
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

    private BenchHost(IHost host) => this.host = host;

    /// <summary>One that only handles what is in its inbox.</summary>
    public static BenchHost Create(BenchDatabase database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        AddServices(builder.Services, database, new ProviderAccount { Provider = InboxEvents.Provider("invoice.updated"), Environment = PaymentEnvironment.Test }, static _ => { });
        return new BenchHost(builder.Build());
    }

    /// <summary>One that takes webhooks on a loopback port.</summary>
    /// <param name="database">Where its inbox is.</param>
    /// <param name="account">Whose webhooks.</param>
    /// <param name="started">Called when the handler starts.</param>
    public static BenchHost CreateServer(BenchDatabase database, ProviderAccount account, Action<EventContext> started)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddServices(builder.Services, database, account, started);
        var app = builder.Build();
        app.MapPepayWebhooks();
        return new BenchHost(app);
    }

    public InboxAcceptor Acceptor => host.Services.GetRequiredService<InboxAcceptor>();

    public Task StartAsync() => host.StartAsync();

    /// <summary>Where a started server takes the account's webhooks.</summary>
    public Uri WebhookAddress(ProviderAccount account) =>
        new($"{host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/webhooks/{account.Provider.Name}");

    /// <summary>Starts, and waits until so many effects are there.</summary>
    /// <returns>How many a second.</returns>
    public async Task<double> DrainAsync(BenchDatabase database, long effects)
    {
        var effected = database.UntilEffectsAsync(effects);
        await host.StartAsync();
        return await effected;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static void AddServices(IServiceCollection services, BenchDatabase database, ProviderAccount account, Action<EventContext> started)
    {
        if (database.Source is NpgsqlDataSource)
            services.AddPepayPostgreSql(database.ConnectionString);
        else
            services.AddPepaySqlite(database.Source);
        services.AddPepayRuntime();
        foreach (var service in services.Where(s => s.ImplementationInstance is HandlerDescriptor || s.ImplementationType?.Namespace == "Pepay.Runtime.Sync" && s.ServiceType == typeof(IHostedService)).ToArray())
            services.Remove(service);
        services.AddSingleton(account);
        services.AddEventHandler(new HandlerDescriptor("effect", "pepay", HandlerDescriptor.Any, (_, context, token) =>
        {
            started(context);
            return WriteAsync(context, token);
        }));
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
