using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Pepay.Runtime.Dispatch;

/// <summary>Fills the dispatch table. Generated code calls this; so can hand-written code.</summary>
public static class EventHandlerRegistration
{
    /// <summary>
    /// Registers <typeparamref name="THandler"/> as a scoped service and adds its row, named after its full type name.
    /// Adding the same row twice has no further effect.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="provider">The provider's key.</param>
    /// <param name="eventType">The event type.</param>
    /// <param name="parse">Reads the event from its UTF-8 bytes; what it throws counts as a failed attempt.</param>
    public static IServiceCollection AddEventHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TEvent>(
        this IServiceCollection services, string provider, string eventType, Func<ReadOnlyMemory<byte>, TEvent> parse)
        where THandler : class, IEventHandler<TEvent>
    {
        services.TryAddScoped<THandler>();
        return services.AddEventHandler(new HandlerDescriptor(typeof(THandler).FullName!, provider, eventType,
            (scope, context, cancellationToken) =>
                scope.GetRequiredService<THandler>().HandleAsync(parse(context.Body), context, cancellationToken)));
    }

    /// <summary>Adds one row. A row of the same name, provider and event type that is already there stays.</summary>
    public static IServiceCollection AddEventHandler(this IServiceCollection services, HandlerDescriptor descriptor)
    {
        var present = services.Any(service => service.ImplementationInstance is HandlerDescriptor row
            && (row.Name, row.Provider, row.EventType) == (descriptor.Name, descriptor.Provider, descriptor.EventType));
        return present ? services : services.AddSingleton(descriptor);
    }
}
