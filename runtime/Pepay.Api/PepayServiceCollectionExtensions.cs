using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;

namespace Pepay.Api;

/// <summary>Registers Pepay accounts.</summary>
public static class PepayServiceCollectionExtensions
{
    /// <summary>Adds a Pepay account to checkout, webhooks and sync. Call it once per account, with different names.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets keys, secrets and environment.</param>
    /// <param name="account">The shop's name for the account; part of its webhook address.</param>
    public static IServiceCollection AddPepay(
        this IServiceCollection services, Action<PepayOptions> configure, string account = ProviderAccount.DefaultName) =>
        services.AddProviderAccount<PepayOptions>(
            PepayDescriptor.Instance, account, configure, options => options.Errors(account), Credentials,
            static (configured, transport) => new PepayPaymentProvider(configured, new PepayClient(transport)));

    private static ApiCredentials Credentials(PepayOptions options)
    {
        var credentials = ApiCredentials.None.With("merchantApiKey", options.MerchantApiKey!);
        return options.CommerceApiKey is { Length: > 0 } commerce ? credentials.With("commerceApiKey", commerce) : credentials;
    }
}
