using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pepay.Tests;

/// <summary>
/// Ports for servers that must be told theirs, and that may be stopped and started on it again. They lie below those that the system gives to outgoing
/// connections: otherwise a client that calls while its server is away can be given that very port, and the server does not come back.
/// </summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_768);
            if (Given.TryAdd(port, true) && IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
