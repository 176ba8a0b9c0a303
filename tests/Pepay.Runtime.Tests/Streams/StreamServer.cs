using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>
/// A provider on loopback that keeps an event list and does on its sockets what a test's script says. It knows nothing of the code under test.
/// One server has many accounts, each under a path of its own.
/// </summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, StreamAccount> accounts = [];

    private StreamServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.UseWebSockets();
        app.Map("/{account}/stream", (string account, HttpContext http) => accounts[account].ConnectAsync(http));
        app.MapGet("/{account}/events", (string account, HttpContext http) => accounts[account].ListAsync(http));
    }

    public static async Task<StreamServer> StartAsync()
    {
        var server = new StreamServer();
        await server.app.StartAsync();
        return server;
    }

    public StreamAccount NewAccount()
    {
        var name = $"a{accounts.Count}-{Guid.NewGuid():N}";
        return accounts[name] = new StreamAccount(new Uri($"{app.Urls.First()}/{name}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var account in accounts.Values)
            account.End();
        await app.DisposeAsync();
    }
}

/// <summary>One account of the scripted provider. Its list grows by <see cref="Publish"/>; what its sockets carry is up to the script.</summary>
internal sealed class StreamAccount(Uri url)
{
    public const string Key = "secret-key";

    private readonly Lock gate = new();
    private readonly List<string> events = [];
    private readonly CancellationTokenSource ended = new();
    private int listReads;
    private int connections;

    public Uri Url { get; } = url;

    /// <summary>What happens on a connection; the socket is cut when it returns.</summary>
    public Func<StreamScript, Task> Script { get; set; } = static script => script.StayAsync();

    /// <summary>The status with which an upgrade is refused; null accepts it.</summary>
    public Func<HttpRequest, int?> Refuse { get; set; } = static _ => null;

    /// <summary>What happens before an upgrade is answered.</summary>
    public Func<CancellationToken, Task> BeforeAnswer { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The status with which a list request is refused; null answers it.</summary>
    public Func<int, int?> RefuseList { get; set; } = static _ => null;

    /// <summary>The query of every upgrade, refused ones included.</summary>
    public ConcurrentQueue<IQueryCollection> Upgrades { get; } = [];

    /// <summary>What clients sent.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public int Connections => Volatile.Read(ref connections);

    /// <summary>How often the list was answered.</summary>
    public int ListReads => Volatile.Read(ref listReads);

    public IReadOnlyList<string> Listed
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    public static string Id(int number) => $"e{number}";

    public static string Frame(string id) => $$$"""{"kind":"event","id":"{{{id}}}","type":"{{{TypeOf(id)}}}","at":{{{At(id).ToUnixTimeSeconds()}}},"about":{"order":"o{{{Number(id) % 3}}}","region":"{{{(Number(id) % 2 == 0 ? "even" : "odd")}}}"}}""";

    public static DateTimeOffset At(string id) => DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + Number(id));

    public static string TypeOf(string id) => Number(id) % 5 == 0 ? "refund.made" : "order.moved";

    public void Publish(params ReadOnlySpan<string> ids)
    {
        lock (gate)
        {
            foreach (var id in ids)
                events.Add(id);
        }
    }

    /// <summary>Forgets the oldest events.</summary>
    public void Forget(int count)
    {
        lock (gate)
            events.RemoveRange(0, count);
    }

    public void End() => ended.Cancel();

    public async Task ConnectAsync(HttpContext http)
    {
        Upgrades.Enqueue(http.Request.Query);
        await BeforeAnswer(http.RequestAborted);
        if (Refuse(http.Request) is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, http.RequestAborted);
        var script = new StreamScript(this, socket, Interlocked.Increment(ref connections), http.Request.Query["since"], over.Token);
        try
        {
            await Script(script);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The other side went away.
        }

        socket.Abort();
    }

    public async Task ListAsync(HttpContext http)
    {
        if (RefuseList(ListReads) is { } status)
        {
            Interlocked.Increment(ref listReads);
            http.Response.StatusCode = status;
            return;
        }

        var limit = int.Parse(http.Request.Query["limit"].ToString());
        var before = http.Request.Query["older_than"].ToString();
        List<string> page;
        bool more;
        lock (gate)
        {
            var end = before.Length == 0 ? events.Count : events.LastIndexOf(before);
            if (end < 0)
            {
                http.Response.StatusCode = 400;
                return;
            }

            page = [.. events.Take(end).Reverse().Take(limit)];
            more = end > limit;
        }

        await http.Response.WriteAsync($$$"""{"page":{"items":[{{{string.Join(',', page.Select(Frame))}}}],"more":{{{JsonSerializer.Serialize(more)}}}}}""");
        Interlocked.Increment(ref listReads);
    }

    private static int Number(string id) => int.Parse(id.AsSpan(1));
}

/// <summary>One connection, for a script.</summary>
internal sealed class StreamScript(StreamAccount account, WebSocket socket, int number, string? since, CancellationToken cancellationToken)
{
    /// <summary>
    /// A script whose first connection does its part when the list has been looked at before the connection, after it, and a moment later; every connection
    /// stays.
    /// </summary>
    public static Func<StreamScript, Task> LiveAsync(Func<StreamScript, Task> part) => async script =>
    {
        await script.ListReadAsync(3);
        if (script.Number == 1)
            await part(script);
        await script.StayAsync();
    };

    /// <summary>1 for the first connection of the account.</summary>
    public int Number => number;

    public string? Since => since;

    public StreamAccount Account => account;

    /// <summary>Sends an event's frame, whether it is listed or not.</summary>
    public Task SendEventAsync(string id) => SendAsync(StreamAccount.Frame(id));

    public async Task PublishAsync(string id)
    {
        account.Publish(id);
        await SendEventAsync(id);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type) => socket.SendAsync(bytes, type, true, cancellationToken);

    /// <summary>What a good server does: everything after the id that the client gave.</summary>
    public async Task ReplayAsync()
    {
        foreach (var id in account.Listed.SkipWhile(id => since is not null && id != since).Skip(since is null ? 0 : 1))
            await SendEventAsync(id);
    }

    /// <summary>Waits until the list has been answered so many times since the account was made.</summary>
    public Task ListReadAsync(int times) => Eventually.TrueAsync(() => account.ListReads >= times);

    public Task CloseAsync(WebSocketCloseStatus status) => socket.CloseOutputAsync(status, "bye", cancellationToken);

    /// <summary>Keeps the connection open and reads nothing, so that pings are not answered either.</summary>
    public Task BeDeadAsync() => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Keeps the connection open, silent, until the client goes.</summary>
    public async Task StayAsync()
    {
        var buffer = new byte[1024];
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer, cancellationToken);
            if (message.MessageType == WebSocketMessageType.Close)
                return;
            account.Heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, message.Count));
        }
    }
}
