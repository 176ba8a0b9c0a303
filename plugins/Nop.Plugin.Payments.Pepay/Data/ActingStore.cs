using Microsoft.Extensions.DependencyInjection;
using Nop.Core;
using Nop.Core.Domain.Stores;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>The store that a scope acts for without being asked by a request to it; not set in any other scope.</summary>
public sealed class ActingStore
{
    /// <summary>The store; null to let the shop find it.</summary>
    public Store? Store { get; set; }
}

/// <summary>The shop's own store context, except in a scope that acts for a store: the shop would take the first one where it finds no request.</summary>
public sealed class ActingStoreContext(IStoreContext shop, ActingStore acting) : IStoreContext
{
    /// <summary>Puts it in front of the shop's own, which must be registered already.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ActingStore>();
        if (services.LastOrDefault(static service => service.ServiceType == typeof(IStoreContext) && !service.IsKeyedService) is not { } own)
            return;
        services.Add(ServiceDescriptor.Describe(typeof(IStoreContext), scope => new ActingStoreContext(Make(own, scope), scope.GetRequiredService<ActingStore>()), own.Lifetime));
    }

    /// <inheritdoc/>
    public async Task<Store> GetCurrentStoreAsync() => acting.Store ?? await shop.GetCurrentStoreAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public Store GetCurrentStore() => acting.Store ?? shop.GetCurrentStore();

    /// <inheritdoc/>
    public Task<int> GetActiveStoreScopeConfigurationAsync() => shop.GetActiveStoreScopeConfigurationAsync();

    private static IStoreContext Make(ServiceDescriptor own, IServiceProvider scope) => (IStoreContext)(own.ImplementationInstance
        ?? own.ImplementationFactory?.Invoke(scope)
        ?? ActivatorUtilities.CreateInstance(scope, own.ImplementationType!));
}
