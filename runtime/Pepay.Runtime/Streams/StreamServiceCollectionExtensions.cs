using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Pepay.Runtime.Streams;

/// <summary>Registers streams.</summary>
public static class StreamServiceCollectionExtensions
{
    /// <summary>
    /// Follows a stream into the inbox while the host runs. Of several processes on one store one follows, and another takes over when it dies.
    /// <c>AddPepayRuntime</c> and a store are registered besides. Two streams with the same <see cref="EventStream.Key"/> keep the host from starting.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="create">Makes the stream, once, when the host starts.</param>
    public static IServiceCollection AddEventStream(this IServiceCollection services, Func<IServiceProvider, EventStream> create)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IStreamStore>(static _ => throw new InvalidOperationException(
            "No store for stream positions is registered. Call AddPepaySqlite, or register an IStreamStore of your own."));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StreamFollowers>());
        return services.AddSingleton(new FollowedStream(create));
    }
}
