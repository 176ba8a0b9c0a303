using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;
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
        // Asked first, because the web server writes a stack trace into the log before it throws.
        var addresses = (app.Configuration["urls"] ?? "").Split(';').Select(static text => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null);
        if (addresses.FirstOrDefault(static url => url is { IsLoopback: true, Port: > 0 } && Ports.IsTaken(url.Port)) is { } taken)
            throw CannotListen($"another program listens on port {taken.Port}.", null);
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException or SocketException)
        {
            throw CannotListen(exception.Message, exception);
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException(
                $"The shop cannot start on an https address without a certificate.{Environment.NewLine}" +
                "  Run dotnet dev-certs https, set Kestrel:Certificates:Default:Path and :Password, or listen on http behind a proxy that ends https.",
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

        if (settings.MerchantPasswordHash is not null)
            Write($"Merchant    {shop}{MerchantSignIn.Path}");
        Write(settings.Database is { } database ? $"Data        {DatabaseName(database)}" : $"Data        {settings.DataDirectory}");
        Write("");
        Write("Ctrl+C closes the shop; orders and open payments stay.");
        Write("");
    }

    // Without user and password.
    private static string DatabaseName(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) is var builder ? $"PostgreSQL database {builder.Database} at {builder.Host}" : "";

    private static IOException CannotListen(string reason, Exception? cause) => new(
        $"The shop cannot start: {reason}{Environment.NewLine}" +
        "  Stop the program that uses the address, or choose another one: dotnet run --project plugins/Pepay.Storefront.Host -- --urls http://localhost:5070",
        cause);

    private static void Write(string line) => Console.WriteLine(line.Length == 0 ? "" : "  " + line);
}
