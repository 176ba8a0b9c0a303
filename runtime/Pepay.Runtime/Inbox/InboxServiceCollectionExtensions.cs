using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Inbox;

/// <summary>Registers the way of an event from the wire to its handlers.</summary>
internal static class InboxServiceCollectionExtensions
{
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.AddOptions<InboxOptions>();
        services.AddOptions<DispatchOptions>();
        services.TryAddSingleton(provider => new WebhookReceivers(provider.GetServices<ProviderAccount>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IInboxStore>(_ => throw new InvalidOperationException(
            "No inbox store is registered. Call AddPepaySqlite or AddPepayPostgreSql, or register an IInboxStore of your own."));
        services.TryAddSingleton<InboxSignal>();
        services.TryAddSingleton<InboxMetrics>();
        services.TryAddSingleton(provider => new InboxAcceptor(
            provider.GetRequiredService<IInboxStore>(), provider.GetRequiredService<InboxSignal>(), provider.GetRequiredService<InboxMetrics>(),
            provider.GetRequiredService<IOptions<InboxOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new RoutingTable(
            provider.GetServices<HandlerDescriptor>(), provider.GetServices<ProviderAccount>().Select(account => account.Provider)));
        services.TryAddSingleton<EventProof>();
        services.TryAddSingleton<DeliveryRunner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventDispatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InboxPruner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InboxGauges>());
        return services;
    }
}
