using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.PostgreSql.Tests;

/// <summary>A program with an inbox in PostgreSQL and the handlers of a test.</summary>
internal sealed class DispatchHost : IAsyncDisposable
{
    private readonly IHost host;

    private DispatchHost(Action<IServiceCollection> store, Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        store(builder.Services);
        builder.Services.AddPepayRuntime();
        builder.Services.Configure<DispatchOptions>(options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        builder.Services.AddSingleton(new ProviderAccount { Provider = InboxEvents.Provider("invoice.updated"), Environment = PaymentEnvironment.Test });

        // Payments are not what is tested here.
        foreach (var service in builder.Services.Where(s => s.ImplementationInstance is HandlerDescriptor || s.ImplementationType?.Namespace == "Pepay.Runtime.Sync" && s.ServiceType == typeof(IHostedService)).ToArray())
            builder.Services.Remove(service);
        configure(builder.Services);
        host = builder.Build();
    }

    public IInboxStore Store => host.Services.GetRequiredService<IInboxStore>();

    public InboxAcceptor Acceptor => host.Services.GetRequiredService<InboxAcceptor>();

    public static async Task<DispatchHost> StartAsync(DbDataSource source, Action<IServiceCollection> configure)
    {
        var started = new DispatchHost(services => services.AddPepayPostgreSql(source), configure);
        await started.host.StartAsync();
        return started;
    }

    public Task UntilDoneAsync(int count) => Eventually.TrueAsync(async () =>
        (await Store.ListAsync(new InboxQuery { State = InboxState.Done, Limit = 500 }, default)).Count == count);

    public static void Handle(IServiceCollection services, Func<EventContext, CancellationToken, Task> handler, string name = "handler") =>
        services.AddEventHandler(new HandlerDescriptor(name, "pepay", HandlerDescriptor.Any, (_, context, token) => handler(context, token)));

    public static async Task WriteAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
