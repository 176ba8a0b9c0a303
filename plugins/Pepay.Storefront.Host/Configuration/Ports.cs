using System.Net;
using System.Net.NetworkInformation;

namespace Pepay.Storefront.Host.Configuration;

/// <summary>Which ports other programs listen on.</summary>
internal static class Ports
{
    /// <summary>Whether a program listens on this port of the loopback address or of every address.</summary>
    public static bool IsTaken(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Any(listener => listener.Port == port && (IPAddress.IsLoopback(listener.Address) || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any)));
}
