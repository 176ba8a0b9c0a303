using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Pepay.CrashHarness.Target.Crash;

/// <summary>
/// Stands between the program and the broker, and passes a crash point before and after each message on its way out and each confirmation on its way in.
/// Before: it is held back. After: it is handed to the other side's connection.
/// </summary>
internal sealed class BrokerProxy
{
    // AMQP 0.9.1: a frame is type, channel, size, payload, end. A method says its class and number first; a message ends with its body.
    private const int HeadLength = 7;
    private const int GreetingLength = 8;
    private const byte MethodFrame = 1;
    private const byte BodyFrame = 3;
    private const int Publish = (60 << 16) | 40;
    private const int Confirm = (60 << 16) | 80;

    private readonly Uri broker;
    private readonly CrashPoints points;

    private BrokerProxy(Uri broker, CrashPoints points) => (this.broker, this.points) = (broker, points);

    /// <summary>Starts to listen; returns the address to connect to instead of the broker's.</summary>
    public static Uri Start(Uri broker, CrashPoints points)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = new BrokerProxy(broker, points).AcceptAsync(listener);
        return new UriBuilder(broker) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
            _ = ServeAsync(await listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient program)
    {
        using var _ = program;
        using var server = new TcpClient();
        await server.ConnectAsync(broker.Host, broker.Port);
        var greeting = new byte[GreetingLength];
        await program.GetStream().ReadExactlyAsync(greeting);
        await server.GetStream().WriteAsync(greeting);
        await Task.WhenAny(
            PassAsync(program.GetStream(), server.GetStream(), Publish, BodyFrame, "forward publish"),
            PassAsync(server.GetStream(), program.GetStream(), Confirm, MethodFrame, "forward confirm"));
    }

    // The step begins with a method and ends with a frame of the given type.
    private async Task PassAsync(NetworkStream from, NetworkStream to, int method, byte last, string step)
    {
        var under = false;
        var head = new byte[HeadLength];
        while (true)
        {
            await from.ReadExactlyAsync(head);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(3)) + 1];
            await from.ReadExactlyAsync(rest);
            if (head[0] == MethodFrame && BinaryPrimitives.ReadInt32BigEndian(rest) == method)
            {
                points.Before(step);
                under = true;
            }

            await to.WriteAsync((byte[])[.. head, .. rest]);
            if (under && head[0] == last)
            {
                under = false;
                points.After(step);
            }
        }
    }
}
