using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Pepay.Simulator.Tests.Support;

/// <summary>A client of one stream.</summary>
internal sealed class Socket : IDisposable
{
    private readonly ClientWebSocket client = new();
    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));

    public WebSocketCloseStatus? CloseStatus => client.CloseStatus;

    public static async Task<Socket> OpenAsync(Sim sim, string pathAndQuery, string? key = null, string header = "x-api-key")
    {
        var socket = new Socket();
        await socket.ConnectAsync(sim, pathAndQuery, key, header);
        return socket;
    }

    /// <summary>The status of an upgrade that is refused.</summary>
    public static async Task<HttpStatusCode> RefusedAsync(Sim sim, string pathAndQuery, string? key = null, string header = "x-api-key")
    {
        using var socket = new Socket();
        socket.client.Options.CollectHttpResponseDetails = true;
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(sim, pathAndQuery, key, header));
        return socket.client.HttpStatusCode;
    }

    /// <summary>The next frame; null when the stream has ended.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await client.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                length += part.Count;
                if (part.EndOfMessage)
                    return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public async Task<string?> NextTypeAsync() => (await NextAsync())?["type"]?.ToString();

    public void Dispose()
    {
        client.Dispose();
        limit.Dispose();
    }

    private Task ConnectAsync(Sim sim, string pathAndQuery, string? key, string header)
    {
        if (key is not null)
            client.Options.SetRequestHeader(header, key);
        return client.ConnectAsync(new Uri(sim.Server.PepayUrl.Replace("http://", "ws://") + pathAndQuery), limit.Token);
    }
}
