using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;

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
            PepayStreamDescriptors.Provider, account, configure, options => options.Errors(account), Credentials,
            static (configured, transport) => new PepayPaymentProvider(configured, transport))
            .AddKeyedSingleton(account, (scope, _) => new PepayStreams(
                Find(scope, account), scope.GetService<StreamStatus>(), scope.GetRequiredService<TimeProvider>(), scope.GetService<ILogger<EventStream>>()));

    /// <summary>
    /// Follows the account's invoices and payments into the inbox while the host runs, beside or instead of webhooks. <c>AddPepay</c>, <c>AddPepayRuntime</c>
    /// and a store are registered besides. <see cref="PepayStreams"/> is a keyed service under the account's name for streams of your own.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets limits; null for the defaults.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="filter">What of the account's events is followed; null for all. One stream of a channel is followed, so one filter covers it.</param>
    public static IServiceCollection AddPepayMerchantStream(
        this IServiceCollection services, Action<EventStreamOptions>? configure = null, string account = ProviderAccount.DefaultName,
        MerchantStreamFilter? filter = null) =>
        services.AddEventStream(scope => scope.GetRequiredKeyedService<PepayStreams>(account).Merchant(filter, Options(configure)));

    /// <summary>Follows the account's orders of commerce into the inbox while the host runs; as <see cref="AddPepayMerchantStream"/> otherwise.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets limits; null for the defaults.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="filter">Which orders' events are followed; null for all.</param>
    public static IServiceCollection AddPepayCommerceStream(
        this IServiceCollection services, Action<EventStreamOptions>? configure = null, string account = ProviderAccount.DefaultName,
        CommerceStreamFilter? filter = null) =>
        services.AddEventStream(scope => scope.GetRequiredKeyedService<PepayStreams>(account).Commerce(filter, Options(configure)));

    private static EventStreamOptions Options(Action<EventStreamOptions>? configure)
    {
        var options = new EventStreamOptions();
        configure?.Invoke(options);
        return options;
    }

    private static PepayPaymentProvider Find(IServiceProvider scope, string account) =>
        scope.GetServices<IPaymentProvider>().OfType<PepayPaymentProvider>().FirstOrDefault(provider => provider.Account.Account == account)
        ?? throw new InvalidOperationException($"No Pepay account '{account}' is configured. Call AddPepay with that name.");

    private static ApiCredentials Credentials(PepayOptions options)
    {
        var credentials = ApiCredentials.None.With("merchantApiKey", options.MerchantApiKey!);
        return options.CommerceApiKey is { Length: > 0 } commerce ? credentials.With("commerceApiKey", commerce) : credentials;
    }
}
