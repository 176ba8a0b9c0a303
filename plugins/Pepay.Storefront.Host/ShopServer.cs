using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Pepay.Runtime.Providers;
using Pepay.Simulator;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Merchant;

namespace Pepay.Storefront.Host;

/// <summary>Starts to listen, and tells the person at the console where everything is.</summary>
internal static class ShopServer
{
    /// <exception cref="IOException">An address cannot be used.</exception>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException or SocketException)
        {
            throw new IOException(
                $"The shop cannot start: {exception.Message}{Environment.NewLine}" +
                "  Stop the program that uses the address, or choose another one: dotnet run --project plugins/Pepay.Storefront.Host -- --urls http://localhost:5090",
                exception);
        }
    }

    public static void Announce(WebApplication app, ShopSettings settings, SimulatorServer? simulator)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
        var shop = settings.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? address;
        Write("");
        Write($"{Shop.Name} is open.");
        Write("");
        Write($"Shop        {shop}");
        if (simulator is not null)
        {
            simulator.SetWebhookTargets($"{address}/webhooks/pepay", $"{address}/webhooks/xpay");
            Write($"Payments    simulated at {simulator.BaseUrl}; no money moves");
            Write($"Merchant    {address}{MerchantSignIn.Path}?token={app.Services.GetRequiredService<OneTimeLink>().Token}");
            Write("            opens the merchant area once, within an hour");
        }
        else
        {
            Write($"Payments    {(settings.IsLive ? "real money" : "test money")}, at the providers");
            foreach (var account in app.Services.GetServices<ProviderAccount>())
                Write($"Webhooks    {shop}/webhooks/{account.Provider.Name}");
            if (settings.PublicUrl is null)
                Write("            Providers reach them under a public address only: set Shop:PublicUrl");
        }

        Write($"Data        {settings.DataDirectory}");
        Write("");
        Write("Ctrl+C closes the shop; orders and open payments stay.");
        Write("");
    }

    private static void Write(string line) => Console.WriteLine(line.Length == 0 ? "" : "  " + line);
}
