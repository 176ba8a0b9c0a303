using Pepay.Api;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;
using Pepay.Simulator;
using XPay.Api;

namespace Pepay.Storefront.Host.Configuration;

/// <summary>Sets the providers up: at the simulator, or with the shop's keys.</summary>
internal static class ProviderRegistration
{
    public static void AddProviders(this IServiceCollection services, IConfiguration configuration, ShopSettings settings, SimulatorServer? simulator)
    {
        if (simulator is not null)
        {
            services.AddPepay(options => UseSimulator(options, simulator)).AddPepayMerchantStream().AddPepayCommerceStream();
            services.AddXPay(options => UseSimulator(options, simulator));
            return;
        }

        var environment = settings.IsLive ? PaymentEnvironment.Live : PaymentEnvironment.Test;
        if (ConfigurationCheck.IsConfigured(configuration, "Pepay"))
        {
            services.AddPepay(options => Read(options, configuration.GetSection("Pepay"), environment));
            if (configuration.GetValue("Pepay:Stream", false))
            {
                services.AddPepayMerchantStream();
                if (configuration["Pepay:CommerceApiKey"] is { Length: > 0 })
                    services.AddPepayCommerceStream();
            }
        }

        if (ConfigurationCheck.IsConfigured(configuration, "XPay"))
            services.AddXPay(options => Read(options, configuration.GetSection("XPay"), environment));
    }

    private static void UseSimulator(PepayOptions options, SimulatorServer simulator)
    {
        options.BaseUrl = new Uri(simulator.PepayUrl);
        options.MerchantApiKey = simulator.Options.PepayMerchantKey;
        options.CommerceApiKey = simulator.Options.PepayCommerceKey;
        options.AddWebhookSecret(simulator.Options.PepayWebhookSecret, "simulator");
    }

    private static void UseSimulator(XPayOptions options, SimulatorServer simulator)
    {
        options.BaseUrl = new Uri(simulator.XPayUrl);
        options.PublicKey = simulator.Options.XPayPublicKey;
        options.PrivateKey = simulator.Options.XPayPrivateKey;
        options.AddWebhookSecret(simulator.Options.XPayWebhookSecret, "simulator");
    }

    private static void Read(ProviderOptions options, IConfigurationSection section, PaymentEnvironment environment)
    {
        options.Environment = environment;
        options.Read(section);
        if (section.GetValue<int?>("RequestsPerSecond") is { } requests)
            options.RequestLimit = new ApiRateLimit(requests, TimeSpan.FromSeconds(1));
    }
}
