using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Api;
using Pepay.Cli.Output;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Simulator;
using XPay.Api;

namespace Pepay.Cli.Providers;

/// <summary>The accounts that a command works with: those of a shop's configuration, or a simulator's.</summary>
internal sealed class ProviderTarget : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private ProviderTarget(ServiceProvider services, string name, PaymentEnvironment environment, SimulatorControl? simulator)
    {
        this.services = services;
        Name = name;
        Environment = environment;
        Simulator = simulator;
        var all = services.GetServices<IPaymentProvider>().ToList();
        Pepay = all.OfType<PepayPaymentProvider>().FirstOrDefault();
        XPay = all.OfType<XPayPaymentProvider>().FirstOrDefault();
    }

    public static Option<string?> SimulatorOption { get; } = new("--simulator")
    {
        Description = $"The address of a running simulator, to use it in place of the configured providers. Without keys, trigger and listen use the one at {SimulatorProgram.DefaultUrl}.",
        HelpName = "URL",
    };

    /// <summary>For people.</summary>
    public string Name { get; }

    public PaymentEnvironment Environment { get; }

    /// <summary>The simulator's control; null for the real providers.</summary>
    public SimulatorControl? Simulator { get; }

    public PepayPaymentProvider? Pepay { get; }

    public XPayPaymentProvider? XPay { get; }

    /// <summary>The streams of <see cref="Pepay"/>.</summary>
    public PepayStreams Streams => services.GetRequiredKeyedService<PepayStreams>(ProviderAccount.DefaultName);

    public static void AddTo(Command command)
    {
        command.Options.Add(SimulatorOption);
        command.Options.Add(ShopConfiguration.Option);
    }

    /// <summary>Finds out which accounts are meant.</summary>
    /// <exception cref="CommandException">No simulator answers, or the keys are not complete.</exception>
    public static async Task<ProviderTarget> OpenAsync(ParseResult arguments, CancellationToken cancellationToken, ILoggerProvider? log = null)
    {
        var configuration = ShopConfiguration.Read(arguments);
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (log is not null)
                logging.AddProvider(log);
        });
        if (arguments.GetValue(SimulatorOption) is null && (configuration.HasPepay || configuration.HasXPay))
            return Open(services, configuration);

        var simulator = new SimulatorControl(Address(arguments.GetValue(SimulatorOption) ?? SimulatorProgram.DefaultUrl), SimulatorControl.UsualPatience);
        try
        {
            return Open(services, simulator, await simulator.ReadAsync(cancellationToken), configuration);
        }
        catch
        {
            simulator.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Simulator?.Dispose();
        await services.DisposeAsync();
    }

    private static ProviderTarget Open(ServiceCollection services, ShopConfiguration configuration)
    {
        var where = new List<string>();
        if (configuration.HasPepay)
            services.AddPepay(options => Set(options, "Pepay"));
        if (configuration.HasXPay)
            services.AddXPay(options => Set(options, "XPay"));
        return Create(services, () => string.Join(" and ", where), configuration.Environment, null);

        void Set(ProviderOptions options, string section)
        {
            configuration.Configure(options, section);
            where.Add($"{section} ({(configuration.Environment == PaymentEnvironment.Live ? "live" : "test")}) at {options.BaseUrl}");
        }
    }

    // The secrets of the configuration, where it has some: a shop that is tried out with a simulator keeps its own.
    private static ProviderTarget Open(ServiceCollection services, SimulatorControl simulator, JsonObject overview, ShopConfiguration configuration)
    {
        var environment = Text(overview, "environment") == "mainnet" ? PaymentEnvironment.Live : PaymentEnvironment.Test;
        services.AddPepay(options =>
        {
            configuration.Configure(options, "Pepay");
            options.BaseUrl = new Uri(Text(overview["pepay"], "url"));
            options.MerchantApiKey = Text(overview["pepay"], "merchantKey");
            options.CommerceApiKey = Text(overview["pepay"], "commerceKey");
            options.Environment = PaymentEnvironment.Test;
        });
        services.AddXPay(options =>
        {
            configuration.Configure(options, "XPay");
            options.BaseUrl = new Uri(Text(overview["xpay"], "url"));
            options.PublicKey = Text(overview["xpay"], "publicKey");
            options.PrivateKey = Text(overview["xpay"], "privateKey");
            options.Environment = PaymentEnvironment.Test;
        });
        return Create(services, () => $"the simulator at {simulator.Address}", environment, simulator);
    }

    // The name is known only when the options have been read, which is when the providers are made.
    private static ProviderTarget Create(ServiceCollection services, Func<string> name, PaymentEnvironment environment, SimulatorControl? simulator)
    {
        var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetServices<IPaymentProvider>().Count();
            return new ProviderTarget(provider, name(), environment, simulator);
        }
        catch (OptionsValidationException exception)
        {
            provider.Dispose();
            throw new CommandException(ExitCodes.Failed, string.Join(System.Environment.NewLine, exception.Failures), exception);
        }
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new CommandException(ExitCodes.Usage, $"--simulator is '{text}', but an address such as {SimulatorProgram.DefaultUrl} is needed.");

    private static string Text(JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw new CommandException(ExitCodes.Failed, $"The simulator does not say its '{name}': is it of this version?");
}
