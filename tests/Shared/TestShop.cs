using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sync;

namespace Pepay.Tests;

/// <summary>A shop without pages: the whole runtime on a SQLite file of its own, with its webhook endpoint on a test server.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    private readonly TemporaryDatabase file;
    private readonly bool ownsFile;
    private readonly WebApplication app;

    private TestShop(Action<IServiceCollection> configure, TimeProvider? time, TemporaryDatabase? file)
    {
        this.file = file ?? new TemporaryDatabase();
        ownsFile = file is null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddPepayRuntime().AddPepaySqlite(this.file.Source);
        builder.Services.AddSingleton<IPaymentChangeHandler>(Changes);
        configure(builder.Services);
        app = builder.Build();
        app.MapPepayWebhooks();
    }

    public RecordedChanges Changes { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => app.Services;

    public IInboxStore Inbox => Services.GetRequiredService<IInboxStore>();

    public HttpClient Client { get; private set; } = null!;

    public static async Task<TestShop> StartAsync(Action<IServiceCollection> configure, TimeProvider? time = null, TemporaryDatabase? file = null)
    {
        var shop = new TestShop(configure, time, file);
        await shop.app.StartAsync();
        shop.Client = shop.app.GetTestClient();
        return shop;
    }

    public Task<Payment> StartCheckoutAsync(Money amount, string order = "1001") =>
        Services.GetRequiredService<CheckoutService>().StartAsync(
            (IHostedCheckout)Services.GetRequiredService<IPaymentProvider>(),
            new CheckoutRequest
            {
                OrderNumber = order,
                Amount = amount,
                Description = $"Order {order}",
                CustomerId = "customer-7",
                CustomerName = "Ada Example",
                CustomerEmail = "ada@example.com",
                ReturnUrl = static id => new Uri($"https://shop.example/return/{id}"),
                CancelUrl = static id => new Uri($"https://shop.example/cancel/{id}"),
            },
            default);

    public async Task<Payment> ReconcileAsync(Payment payment) =>
        (await Services.GetRequiredService<PaymentReconciler>().ReconcileAsync(payment.AttemptId, "sweep", default))!;

    /// <summary>Waits until nothing in the inbox is on its way, and returns the events, newest first.</summary>
    public async Task<IReadOnlyList<InboxEvent>> DrainAsync()
    {
        IReadOnlyList<InboxEvent> events = [];
        await Eventually.TrueAsync(async () =>
        {
            events = await Inbox.ListAsync(new InboxQuery(), default);
            return events.All(static e => e.State is not (InboxState.New or InboxState.Open));
        });
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownsFile)
            file.Dispose();
    }

    internal sealed class RecordedChanges : IPaymentChangeHandler
    {
        private readonly ConcurrentQueue<PaymentChange> changes = new();

        public IReadOnlyList<PaymentLabel> Labels => [.. changes.Select(static change => change.After.State.Label)];

        public Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
        {
            changes.Enqueue(change);
            return Task.CompletedTask;
        }
    }

    /// <summary>Every line with the scopes around it.</summary>
    internal sealed class RecordedLogs : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public string Text => string.Join('\n', lines);

        public IReadOnlyList<string> Lines => [.. lines];

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception} {Scopes()}");

        public void Dispose()
        {
        }

        private string Scopes()
        {
            var text = new StringBuilder();
            scopes.ForEachScope(
                static (scope, written) => written.Append('{').Append(scope is IEnumerable<KeyValuePair<string, object?>> named
                    ? string.Join(' ', named.Select(static pair => $"{pair.Key}={pair.Value}")) : scope).Append('}'),
                text);
            return text.ToString();
        }
    }
}
