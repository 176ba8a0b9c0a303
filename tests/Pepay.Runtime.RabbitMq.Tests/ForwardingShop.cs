using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;

namespace Pepay.Runtime.RabbitMq.Tests;

/// <summary>A program with an inbox on a SQLite file that forwards to a broker. Its clock is the machine's, as the broker's is.</summary>
internal sealed class ForwardingShop : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly IHost host;

    private ForwardingShop(TemporaryDatabase file, Uri broker, string queue)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(this);
        builder.Services.AddPepaySqlite(file.Source).AddPepayRuntime();
        builder.Services.AddSingleton(new ProviderAccount { Provider = InboxEvents.Provider("invoice.updated"), Environment = PaymentEnvironment.Test });
        builder.Services.Configure<DispatchOptions>(static options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        builder.Services.AddPepayRabbitMq(options =>
        {
            options.Broker = broker;
            options.Queue = queue;
            options.MaxRetryDelay = TimeSpan.FromSeconds(1);
        });
        host = builder.Build();
    }

    public ConcurrentQueue<string> Log { get; } = [];

    public IInboxStore Inbox => host.Services.GetRequiredService<IInboxStore>();

    public static async Task<ForwardingShop> StartAsync(TemporaryDatabase file, Uri broker, string queue)
    {
        var shop = new ForwardingShop(file, broker, queue);
        try
        {
            await shop.host.StartAsync();
        }
        catch
        {
            // What had started already still writes to the file, which the test is about to delete.
            await shop.DisposeAsync();
            throw;
        }

        return shop;
    }

    public Task AcceptAsync(params IncomingEvent[] events) => host.Services.GetRequiredService<InboxAcceptor>().AcceptAsync(events);

    public Task<HealthCheckResult> CheckHealthAsync() => host.Services.GetRequiredService<RabbitMqHealthCheck>().CheckHealthAsync(new HealthCheckContext());

    public async Task<InboxDelivery?> ForwardingOfAsync(string eventId)
    {
        var found = (await Inbox.ListAsync(new InboxQuery { Text = eventId }, default)).ShouldHaveSingleItem();
        return (await Inbox.GetAsync(found.Id, default))!.Deliveries.SingleOrDefault(static delivery => delivery.Handler == "rabbitmq-forward");
    }

    public Task UntilAllDoneAsync() => Eventually.TrueAsync(async () =>
        (await Inbox.ListAsync(new InboxQuery { Limit = 500 }, default)).All(static found => found.State == InboxState.Done));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
}
