using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Pepay.EndToEnd.Support;

/// <summary>Stands between the providers and the machines of a shop as a balancer does: each webhook goes to the next machine. Keeps what went through.</summary>
internal sealed class WebhookBalancer : IAsyncDisposable
{
    private static readonly string[] Hops = ["Host", "Connection", "Content-Length", "Transfer-Encoding"];

    private readonly WebApplication app;
    private readonly HttpClient http;
    private readonly IReadOnlyList<string> shops;
    private readonly LoadFigures figures;
    private readonly ConcurrentDictionary<string, PassedWebhook> passed = new();
    private int turn;

    private WebhookBalancer(WebApplication app, HttpClient http, IReadOnlyList<string> shops, LoadFigures figures)
    {
        this.app = app;
        this.http = http;
        this.shops = shops;
        this.figures = figures;
    }

    public string Url { get; private set; } = "";

    /// <summary>The webhooks so far, each event once however often it was sent.</summary>
    public ICollection<PassedWebhook> Passed => passed.Values;

    public static async Task<WebhookBalancer> StartAsync(HttpClient http, IReadOnlyList<string> shops, LoadFigures figures)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var balancer = new WebhookBalancer(app, http, shops, figures);
        app.Run(balancer.PassOnAsync);
        await app.StartAsync();
        balancer.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return balancer;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task PassOnAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.Where(static header => !Hops.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(static header => header.Key, static header => header.Value.ToString());
        var webhook = new PassedWebhook(context.Request.Path, headers, body.ToArray());
        passed.TryAdd(Convert.ToHexString(SHA256.HashData(webhook.Body)), webhook);

        using var request = webhook.ToRequest(shops[(int)((uint)Interlocked.Increment(ref turn) % shops.Count)]);
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = await http.SendAsync(request, context.RequestAborted);
            figures.Record("webhook", watch.Elapsed);
            context.Response.StatusCode = (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}

/// <summary>A webhook as the provider sent it.</summary>
internal sealed record PassedWebhook(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public HttpRequestMessage ToRequest(string shop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, shop + Path) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
