using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>A shop with two accounts of one provider, a scripted inbox, a clock that the test moves and a log that it reads.</summary>
internal sealed class WebhookServer : IAsyncDisposable, ILoggerProvider, ILogger
{
    public const string Body = """{"id":"evt_1","type":"invoice.updated"}""";

    private readonly WebApplication app;

    public WebhookServer(Action<IServiceCollection>? configure = null, Action<IWebHostBuilder>? web = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        (web ?? (w => w.UseTestServer()))(builder.WebHost);
        builder.Logging.ClearProviders().AddProvider(this);
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton<IInboxStore>(Store).AddSingleton<IPaymentStore>(Payments).AddPepayRuntime();
        builder.Services.AddSingleton(Account("default", () => Secrets)).AddSingleton(Account("second", () => [Secret("of the second")]));

        // The endpoint is what is tested here: nobody dispatches and nobody sweeps.
        foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Assembly == typeof(InboxAcceptor).Assembly).ToArray())
            builder.Services.Remove(service);
        builder.Services.AddHealthChecks().AddPepay();
        configure?.Invoke(builder.Services);
        app = builder.Build();
        app.MapPepayWebhooks();
        app.MapHealthChecks("/health");
        app.Start();
        Client = web is null ? app.GetTestClient() : new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ManualTimeProvider Clock { get; } = new();

    public ScriptedInboxStore Store { get; } = new();

    public ScriptedPaymentStore Payments { get; } = new();

    public IReadOnlyList<WebhookSecret> Secrets { get; set; } = [Secret("s1")];

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public ConcurrentQueue<string> Log { get; } = [];

    public static WebhookSecret Secret(string value) => new() { Id = "id-of-secret", Scheme = "hmac", Value = value };

    public HttpRequestMessage Request(string body = Body, string key = "s1", TimeSpan age = default, string path = "/webhooks/pepay", string header = "X-Pepay-Signature")
    {
        var stamp = (Clock.GetUtcNow() - age).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.Add("X-Pepay-Timestamp", stamp);
        request.Headers.Add(header, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{stamp}.{body}"))));
        return request;
    }

    /// <summary>Sends a request; gives the status and the text of the answer.</summary>
    public async Task<(int Status, string Text)> SendAsync(HttpRequestMessage request)
    {
        using var answer = await Client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
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

    private static ProviderAccount Account(string name, Func<IReadOnlyList<WebhookSecret>> secrets) => new()
    {
        Account = name,
        Environment = PaymentEnvironment.Test,
        WebhookSecrets = secrets,
        Provider = InboxEvents.Provider("invoice.updated") with
        {
            Webhook = new()
            {
                Event = new() { Id = ["/id"], Type = "/type", OrderingKey = [["/a", "/b"]] },
                Schemes =
                [
                    new()
                    {
                        Name = "hmac",
                        Algorithm = WebhookAlgorithm.HmacSha256,
                        Signature = new(WebhookEncoding.Hex, Header: "X-Pepay-Signature"),
                        PreviousSignature = new(WebhookEncoding.Hex, Header: "X-Pepay-Signature-Previous"),
                        SignedPayload = "{header:X-Pepay-Timestamp}.{body}",
                        Timestamp = new("X-Pepay-Timestamp", EpochUnit.Milliseconds),
                        Tolerance = TimeSpan.FromMinutes(5),
                    },
                ],
            },
        },
    };
}
