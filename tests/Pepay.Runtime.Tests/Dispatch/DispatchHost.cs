using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sqlite;

namespace Pepay.Runtime.Tests.Dispatch;

/// <summary>A program with an inbox on a SQLite file, handlers, and a clock that the test moves.</summary>
internal sealed class DispatchHost : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly IHost host;

    private DispatchHost(TemporaryDatabase file, ManualTimeProvider clock, Action<IServiceCollection> configure)
    {
        Clock = clock;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(this);
        builder.Services.AddSingleton<TimeProvider>(clock).AddPepaySqlite(file.Source).AddPepayRuntime();
        builder.Services.AddSingleton(new ProviderAccount { Provider = InboxEvents.Provider("invoice.updated", "invoice.created"), Environment = PaymentEnvironment.Test });

        // Payments are not what is tested here.
        foreach (var service in builder.Services.Where(s => s.ImplementationInstance is HandlerDescriptor || s.ImplementationType?.Namespace == "Pepay.Runtime.Sync" && s.ServiceType == typeof(IHostedService)).ToArray())
            builder.Services.Remove(service);
        configure(builder.Services);
        host = builder.Build();
    }

    public ManualTimeProvider Clock { get; }

    public ConcurrentQueue<string> Log { get; } = [];

    public IInboxStore Store => host.Services.GetRequiredService<IInboxStore>();

    public static async Task<DispatchHost> StartAsync(TemporaryDatabase file, ManualTimeProvider clock, Action<IServiceCollection> configure)
    {
        var started = new DispatchHost(file, clock, configure);
        await started.host.StartAsync();
        return started;
    }

    public Task AcceptAsync(params IncomingEvent[] events) => host.Services.GetRequiredService<InboxAcceptor>().AcceptAsync(events);

    /// <summary>Waits, without moving the clock, until the store says so.</summary>
    public Task UntilAsync(string eventId, InboxState state) => Eventually.TrueAsync(async () =>
        await Store.ListAsync(new InboxQuery { Text = eventId }, default) is [var found] && found.State == state);

    public Task UntilLoggedAsync(string text, Action? meanwhile = null, int times = 1) =>
        Eventually.TrueAsync(() => Log.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times, meanwhile);

    public async Task<InboxDelivery> DeliveryAsync(string eventId)
    {
        var id = (await Store.ListAsync(new InboxQuery { Text = eventId }, default)).ShouldHaveSingleItem().Id;
        return (await Store.GetAsync(id, default))!.Deliveries.ShouldHaveSingleItem();
    }

    /// <summary>Moves the clock in small steps until the task is done, so that polls, waits and leases come due.</summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan? step = null)
    {
        await Eventually.TrueAsync(() => task.IsCompleted, () => Clock.Advance(step ?? TimeSpan.FromSeconds(0.5)));
        await task;
    }

    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
            Log.Enqueue($"scope {string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}"))}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    /// <summary>Adds a handler that is a function.</summary>
    public static void Handle(IServiceCollection services, Func<EventContext, CancellationToken, Task> handler, string name = "handler", string type = HandlerDescriptor.Any) =>
        services.AddEventHandler(new HandlerDescriptor(name, "pepay", type, (_, context, token) => handler(context, token)));

    public static async Task WriteAsync(DbTransaction transaction, string effect)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO effect VALUES ('{effect}')";
        await command.ExecuteNonQueryAsync();
    }
}
