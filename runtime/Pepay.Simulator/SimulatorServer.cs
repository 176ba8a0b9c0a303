using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Pepay.Simulator;

/// <summary>
/// Both payment providers on one loopback listener. All members may be used from any thread; ids that are not known make the helpers throw
/// <see cref="InvalidOperationException"/>.
/// </summary>
public sealed partial class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SimulatorParts parts;
    private int disposed;

    private SimulatorServer(WebApplication app, SimulatorParts parts, string baseUrl)
    {
        this.app = app;
        this.parts = parts;
        BaseUrl = baseUrl;
    }

    /// <summary>Address of the index page, without a slash at the end.</summary>
    public string BaseUrl { get; }

    /// <summary>Base address of the Pepay API: REST at <c>/api</c>, sockets at <c>/ws</c> below it.</summary>
    public string PepayUrl => BaseUrl + "/pepay";

    /// <summary>Base address of the xPay API.</summary>
    public string XPayUrl => BaseUrl + "/xpay";

    /// <summary>Base address of the control API.</summary>
    public string ControlUrl => BaseUrl + "/control";

    /// <summary>What the simulator was started with.</summary>
    public SimulatorOptions Options => parts.Context.Options;

    /// <summary>Starts listening; returns when requests are answered.</summary>
    /// <exception cref="ArgumentException">The address is not on loopback, or an option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="InvalidOperationException">The state file cannot be read.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, CancellationToken ct = default)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || !url.IsLoopback || url.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"The simulator listens on loopback only; '{options.Url}' is not an address such as http://127.0.0.1:5090.", nameof(options));
        foreach (var target in new[] { options.PepayWebhookUrl, options.XPayWebhookUrl })
        {
            if (target is not null && !(Uri.TryCreate(target, UriKind.Absolute, out var webhook) && webhook.Scheme is "http" or "https"))
                throw new ArgumentException($"Webhooks are sent to an absolute address such as http://localhost:5000/webhooks/pepay; '{target}' is none.", nameof(options));
        }

        if (options.XPayInProgressStatus is not (400 or 409))
            throw new ArgumentException($"XPayInProgressStatus is 400 or 409, not {options.XPayInProgressStatus}.", nameof(options));
        var parts = new SimulatorParts(options);
        var app = Build(options);
        try
        {
            app.UseWebSockets();
            parts.Map(app);
            await app.StartAsync(ct);
            var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            parts.Context.BaseUrl = bound.TrimEnd('/');
            parts.Deliveries.Pump();
            return new SimulatorServer(app, parts, parts.Context.BaseUrl);
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            await parts.DisposeAsync();
            if (exception is IOException { InnerException: AddressInUseException })
                throw new IOException($"{options.Url} is taken: another program, or another simulator, listens there.", exception);
            throw;
        }
    }

    /// <summary>Stops listening; webhooks that were not answered wait in the state file for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        DisconnectStreams();
        await app.StopAsync();
        await app.DisposeAsync();
        await parts.DisposeAsync();
    }

    private static WebApplication Build(SimulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (options.LoggerFactory is { } loggers)
            builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        // Inside another program, its signals are not ours to handle.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var url = new Uri(options.Url);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.TryParse(url.Host, out var address) ? address : IPAddress.Loopback, url.Port);
        });
        return builder.Build();
    }

    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
