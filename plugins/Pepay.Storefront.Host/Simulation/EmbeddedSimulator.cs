using System.Net;
using System.Net.NetworkInformation;
using Pepay.Simulator;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Host.Simulation;

/// <summary>Both providers inside the shop's process, for a demonstration without keys.</summary>
internal static class EmbeddedSimulator
{
    /// <summary>Fixed, so that links to payment pages survive a restart.</summary>
    private const int UsualPort = 5081;

    public static Task<SimulatorServer> StartAsync(ShopSettings settings, int? port, CancellationToken cancellationToken) =>
        SimulatorServer.StartAsync(
            new SimulatorOptions
            {
                Url = $"http://127.0.0.1:{Available(port ?? UsualPort)}",
                StateFile = Path.Combine(settings.DataDirectory, "simulator.json"),
                MerchantName = Shop.Name,
            },
            cancellationToken);

    private static int Available(int port)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Any(listener => listener.Port == port && (IPAddress.IsLoopback(listener.Address) || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any)));
        return taken ? 0 : port;
    }
}
