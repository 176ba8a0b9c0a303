using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Pepay.Cli.Output;
using Pepay.Runtime.Providers;

namespace Pepay.Cli.Providers;

/// <summary>A shop's configuration, read as the shop's own host reads it: <c>appsettings.json</c>, the one of its environment, environment variables.</summary>
internal sealed class ShopConfiguration
{
    private ShopConfiguration(string folder, IConfiguration values)
    {
        Folder = folder;
        Values = values;
    }

    public static Option<string> Option { get; } = new("--settings")
    {
        Description = "The shop's folder. Its appsettings.json, and environment variables such as Pepay__MerchantApiKey, say keys and addresses as they do for the shop.",
        DefaultValueFactory = static _ => ".",
        HelpName = "FOLDER",
    };

    public string Folder { get; }

    public IConfiguration Values { get; }

    public PaymentEnvironment Environment =>
        string.Equals(Values["Shop:Mode"], "Live", StringComparison.OrdinalIgnoreCase) ? PaymentEnvironment.Live : PaymentEnvironment.Test;

    public bool HasPepay => Values.GetSection("Pepay").GetChildren().Any();

    public bool HasXPay => Values.GetSection("XPay").GetChildren().Any();

    /// <exception cref="CommandException">There is no such folder, or a file in it cannot be read.</exception>
    public static ShopConfiguration Read(ParseResult arguments)
    {
        var folder = Path.GetFullPath(arguments.GetValue(Option)!);
        if (!Directory.Exists(folder))
            throw new CommandException(ExitCodes.Failed, $"The folder '{folder}' does not exist: --settings names the folder of the shop's appsettings.json.");
        var environment = System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";
        try
        {
            return new ShopConfiguration(folder, new ConfigurationBuilder().SetBasePath(folder)
                .AddJsonFile("appsettings.json", optional: true).AddJsonFile($"appsettings.{environment}.json", optional: true).AddEnvironmentVariables().Build());
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var cause = exception.InnerException?.Message ?? exception.Message;
            throw new CommandException(ExitCodes.Failed, $"The settings in '{folder}' cannot be read: {cause}", exception);
        }
    }

    /// <summary>Sets an account up as the shop does.</summary>
    public void Configure(ProviderOptions options, string section)
    {
        options.Environment = Environment;
        options.Read(Values.GetSection(section));
    }
}
