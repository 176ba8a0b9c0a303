using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Pepay.Runtime.Http;

namespace Pepay.Runtime.Streams;

/// <summary>
/// One connection: reads frames into a bounded buffer as fast as they come, so that pings are answered and the server never waits for a slow consumer.
/// A frame that finds no room is dropped and <see cref="TakeOverflow"/> says so.
/// </summary>
internal sealed class StreamSocket : IDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource ended = new();
    private readonly EventStreamOptions options;
    private readonly TimeProvider time;
    private readonly Channel<StreamFrame> frames;
    private long lastFrame;
    private volatile bool overflowed;

    private StreamSocket(EventStreamOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        frames = Channel.CreateBounded<StreamFrame>(new BoundedChannelOptions(options.BufferSize) { SingleReader = true, SingleWriter = true });
        socket.Options.KeepAliveInterval = options.Heartbeat;
#if NET9_0_OR_GREATER
        // A peer that is gone without a word answers no ping. Older runtimes have the idle time-out only.
        socket.Options.KeepAliveTimeout = options.Heartbeat;
#endif
        socket.Options.CollectHttpResponseDetails = true;
    }

    public ChannelReader<StreamFrame> Frames => frames.Reader;

    /// <summary>Why the connection ended; meaningful when <see cref="Frames"/> has completed.</summary>
    public string EndReason { get; private set; } = "";

    public Task Reading { get; private set; } = Task.CompletedTask;

    public TimeSpan SinceLastFrame => time.GetElapsedTime(Volatile.Read(ref lastFrame));

    /// <exception cref="StreamUpgradeException">The server answered the upgrade with another status.</exception>
    /// <exception cref="WebSocketException">There is no connection.</exception>
    public static async Task<StreamSocket> ConnectAsync(
        Uri address, StreamCredential credential, EventStreamOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var made = new StreamSocket(options, time);
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (credential.Scheme.Kind == ApiSecurityKind.Header)
                made.socket.Options.SetRequestHeader(credential.Scheme.Parameter!, credential.Secret);
            await made.socket.ConnectAsync(address, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var status = made.socket.HttpStatusCode;
            made.Dispose();
            if (exception is WebSocketException && status is not (0 or HttpStatusCode.SwitchingProtocols))
                throw new StreamUpgradeException((int)status);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException($"No connection was made within {options.ConnectTimeout.TotalSeconds:0} s.");
            throw;
        }

        Volatile.Write(ref made.lastFrame, time.GetTimestamp());
        made.Reading = Task.WhenAll(Task.Run(made.ReadAsync, CancellationToken.None), made.PingAsync());
        return made;
    }

    /// <summary>Whether frames were dropped since the last call; from now on they are kept again. To be called when the buffer is empty.</summary>
    public bool TakeOverflow()
    {
        if (!overflowed)
            return false;
        overflowed = false;
        return true;
    }

    public void Dispose()
    {
        ended.Cancel();
        socket.Abort();
        socket.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReadFrameAsync().ConfigureAwait(false) is { } frame)
            {
                Volatile.Write(ref lastFrame, time.GetTimestamp());

                // Once one is dropped, all are until the buffer has been emptied: what is kept stays without a hole.
                if (overflowed || !frames.Writer.TryWrite(frame))
                    overflowed = true;
            }

            EndReason = $"the server closed ({(int?)socket.CloseStatus ?? 0} {Printable(socket.CloseStatusDescription)})";
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            EndReason = $"the connection broke ({exception.Message})";
        }
        finally
        {
            frames.Writer.TryComplete();
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<StreamFrame?> ReadFrameAsync()
    {
        var body = new ArrayBufferWriter<byte>(4096);
        var tooLarge = false;
        while (true)
        {
            var part = await socket.ReceiveAsync(body.GetMemory(4096), ended.Token).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            tooLarge |= body.WrittenCount + part.Count > options.MaxFrameBytes;
            if (!tooLarge)
                body.Advance(part.Count);
            if (part.EndOfMessage)
                return tooLarge ? new StreamFrame(default, true) : new StreamFrame(body.WrittenMemory, false);
        }
    }

    private async Task PingAsync()
    {
        if (options.PingMessage is not { } message)
            return;
        var bytes = Encoding.UTF8.GetBytes(message);
        try
        {
            while (true)
            {
                await Task.Delay(options.Heartbeat, time, ended.Token).ConfigureAwait(false);
                await socket.SendAsync(bytes, WebSocketMessageType.Text, true, ended.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The reader sees the end, and says why.
        }
    }

    // What a remote party sends goes into logs as a short printable text.
    private static string Printable(string? text) => string.Concat((text ?? "").Take(100).Select(c => char.IsControl(c) ? '?' : c));
}

/// <summary>One message of the server.</summary>
internal sealed record StreamFrame(ReadOnlyMemory<byte> Body, bool TooLarge);

/// <summary>The server answered the upgrade request with a status that is no upgrade.</summary>
internal sealed class StreamUpgradeException(int statusCode) : Exception($"the upgrade was answered with status {statusCode}")
{
    public int StatusCode => statusCode;
}
