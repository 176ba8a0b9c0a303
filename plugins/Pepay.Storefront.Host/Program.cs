using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Npgsql;
using Pepay.Storefront;
using Pepay.Storefront.Host;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Merchant;
using Pepay.Storefront.Host.Orders;
using Pepay.Storefront.Host.Simulation;

if (args.Any(static arg => arg is "--help" or "-h" or "-?"))
{
    Console.Write(CommandLineHelp.Text);
    return 0;
}

if (args.Contains("--hash-password"))
    return MerchantPassword.Print(Console.In, Console.Out, Console.Error);

try
{
    await RunAsync(args);
    return 0;
}
catch (NpgsqlException exception)
{
    await Console.Error.WriteLineAsync($"The shop cannot start: the database of Shop:Database cannot be used. {exception.Message}");
    return 1;
}
catch (Exception exception) when (exception is ConfigurationException or IOException or UnauthorizedAccessException or FormatException)
{
    // What a person can put right: a missing key, a taken port, a folder that cannot be written. A stack trace would hide it.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static async Task RunAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = HostFolders.Root });
    var settings = ConfigurationCheck.Read(builder.Configuration);
    HostFolders.Create(settings.DataDirectory);
    if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        builder.Configuration["urls"] = "http://localhost:5080";

    await using var simulator = settings.Mode == ShopMode.Simulator
        ? await EmbeddedSimulator.StartAsync(settings, CancellationToken.None)
        : null;
    builder.AddShop(settings, simulator);

    await using var app = builder.Build();
    app.UseShopProtection(settings);
    app.MapShop();
    app.MapPepayStorefront();
    app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = static check => check.Name != "pepay-integration" });
    if (settings.HasMerchantArea)
    {
        MerchantSignIn.Map(app);
        HealthReportJson.Map(app);
    }

    await app.Services.GetRequiredService<OrderStore>().InitializeAsync(CancellationToken.None);
    await ShopServer.StartAsync(app);
    ShopServer.Announce(app, settings, simulator);
    await app.WaitForShutdownAsync();
}
