using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;

namespace XPay.Api;

/// <summary>Registers xPay accounts.</summary>
public static class XPayServiceCollectionExtensions
{
    /// <summary>Adds an xPay account to checkout, webhooks and sync. Call it once per account, with different names.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets keys, secrets and environment.</param>
    /// <param name="account">The shop's name for the account; part of its webhook address.</param>
    public static IServiceCollection AddXPay(
        this IServiceCollection services, Action<XPayOptions> configure, string account = ProviderAccount.DefaultName) =>
        services.AddProviderAccount<XPayOptions>(
            XPayDescriptor.Instance, account, configure, options => options.Errors(account),
            static options => ApiCredentials.None.With("basicAuth", $"{options.PublicKey}:{options.PrivateKey}"),
            static (configured, transport) => new XPayPaymentProvider(configured, new XPayClient(transport)));
}
