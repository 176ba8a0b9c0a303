using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pepay.Cli.Tests;

/// <summary>A shop's webhook address that keeps what it was sent and answers as it is told.</summary>
internal sealed class ReceivingShop : IAsyncDisposable
{
    private readonly WebApplication app;

    private ReceivingShop(WebApplication app) => this.app = app;

    public ConcurrentQueue<ReceivedWebhook> Received { get; } = [];

    /// <summary>The answer; of each webhook by its number, from 0.</summary>
    public required Func<int, int> Status { get; init; }

    public string Url => app.Urls.First() + "/webhooks";

    public static async Task<ReceivingShop> StartAsync(string url = "http://127.0.0.1:0", Func<int, int>? status = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var shop = new ReceivingShop(builder.Build()) { Status = status ?? (static _ => 200) };
        shop.app.Urls.Add(url);
        shop.app.Run(shop.TakeAsync);
        await shop.app.StartAsync();
        return shop;
    }

    public IEnumerable<string> Types() => Received.Select(static webhook => webhook.Type);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var number = Received.Count;
        Received.Enqueue(new ReceivedWebhook(http.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        http.Response.StatusCode = Status(number);
    }
}

/// <summary>A webhook as it came.</summary>
internal sealed record ReceivedWebhook(Dictionary<string, string> Headers, byte[] Body)
{
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Body).RootElement;

    public string Type => (Json.TryGetProperty("type", out var type) ? type : Json.GetProperty("eventType")).GetString()!;
}
