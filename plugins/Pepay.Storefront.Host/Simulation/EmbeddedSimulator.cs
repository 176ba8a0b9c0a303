using System.Globalization;
using Pepay.Simulator;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Host.Simulation;

/// <summary>Both providers inside the shop's process, for a demonstration without keys.</summary>
internal static class EmbeddedSimulator
{
    private const int UsualPort = 5081;

    /// <exception cref="IOException">The configured port is taken.</exception>
    public static async Task<SimulatorServer> StartAsync(ShopSettings settings, CancellationToken cancellationToken)
    {
        // The links to payment pages that open orders hold name the port, so that a port once chosen is kept.
        var memory = Path.Combine(settings.DataDirectory, "simulator-port");
        var port = settings.SimulatorPort ?? Available(Recall(memory) ?? UsualPort);
        if (settings.SimulatorPort is { } configured && Ports.IsTaken(configured))
        {
            throw new IOException(
                $"The shop cannot start: port {configured} (Simulator:Port) is used by another program.{Environment.NewLine}" +
                "  Stop that program, set another port, or leave Simulator:Port out: a free one is then chosen and kept.");
        }

        var simulator = await SimulatorServer.StartAsync(
            new SimulatorOptions
            {
                Url = $"http://127.0.0.1:{port}",
                StateFile = Path.Combine(settings.DataDirectory, "simulator.json"),
                MerchantName = Shop.Name,
            },
            cancellationToken);
        if (settings.SimulatorPort is null)
            await File.WriteAllTextAsync(memory, new Uri(simulator.BaseUrl).Port.ToString(CultureInfo.InvariantCulture), cancellationToken);
        return simulator;
    }

    private static int Available(int port) => Ports.IsTaken(port) ? 0 : port;

    private static int? Recall(string memory) =>
        File.Exists(memory) && ushort.TryParse(File.ReadAllText(memory), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}
