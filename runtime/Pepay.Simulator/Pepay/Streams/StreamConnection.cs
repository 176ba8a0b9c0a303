using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Streams;

/// <summary>One socket: a queue of frames that one loop sends, while another waits for the other side to close.</summary>
internal sealed class StreamConnection(EventFilter filter, bool isPayor) : IDisposable
{
    private readonly Channel<string> frames = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource cut = new();

    public bool IsPayor { get; } = isPayor;

    public bool Wants(PepayEvent pepayEvent) => filter.Wants(pepayEvent);

    public void Enqueue(string frame) => frames.Writer.TryWrite(frame);

    /// <summary>Ends the connection: abruptly, or with a ws_error frame and an orderly close.</summary>
    public void End(string? errorCode)
    {
        if (errorCode is null)
        {
            cut.Cancel();
            return;
        }

        Enqueue(Body.Copy("pepay/ws-error", ("code", errorCode), ("message", $"The stream ends: {errorCode}.")).ToJsonString());
        frames.Writer.TryComplete();
    }

    /// <summary>Sends until either side ends it.</summary>
    public async Task RunAsync(WebSocket socket, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct, cut.Token);
        var receiving = ReceiveAsync(socket, ended);
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(ended.Token))
                await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, ended.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "stream ended", ended.Token);
            await receiving;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Cut on purpose, or the other side went away: both are what sockets do.
        }
        finally
        {
            await ended.CancelAsync();
            await receiving;
            if (socket.State is not (WebSocketState.Closed or WebSocketState.Aborted))
                socket.Abort();
        }
    }

    public void Dispose() => cut.Dispose();

    // Clients may send pings of their own; only their close matters.
    private static async Task ReceiveAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var message = await socket.ReceiveAsync(buffer, ended.Token);
                if (message.MessageType != WebSocketMessageType.Close)
                    continue;
                if (socket.State == WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ended.Token);
                await ended.CancelAsync();
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            await ended.CancelAsync();
        }
    }
}
