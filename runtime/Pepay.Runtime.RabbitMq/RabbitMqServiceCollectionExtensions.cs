using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Dispatch;

namespace Pepay.Runtime.RabbitMq;

/// <summary>Registers the forwarding of events.</summary>
public static class RabbitMqServiceCollectionExtensions
{
    /// <summary>
    /// Forwards every accepted event to a quorum queue of RabbitMQ, at least once and in order per ordering key. A broker that is away is waited for. Events that
    /// were accepted before this was first called are forwarded by a replay that includes what is done.
    /// </summary>
    /// <exception cref="OptionsValidationException">When the program starts: the options are not valid.</exception>
    public static IServiceCollection AddPepayRabbitMq(this IServiceCollection services, Action<RabbitMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RabbitMqOptions>, Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<BrokerChannel>();
        services.TryAddSingleton<EventForwarder>();
        services.TryAddSingleton(static provider => new RabbitMqHealthCheck(provider.GetRequiredService<BrokerChannel>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Hosting.IHostedService, StartUpCheck>());
        return services.AddEventHandler(new HandlerDescriptor(EventForwarder.Name, HandlerDescriptor.Any, HandlerDescriptor.Any,
            static (scope, context, cancellationToken) => scope.GetRequiredService<EventForwarder>().ForwardAsync(context, cancellationToken)));
    }

    private sealed class Validator : IValidateOptions<RabbitMqOptions>
    {
        public ValidateOptionsResult Validate(string? name, RabbitMqOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }

    /// <summary>Settings that cannot work keep the program from starting; a broker that is away does not.</summary>
    private sealed class StartUpCheck(IOptions<RabbitMqOptions> options) : Microsoft.Extensions.Hosting.IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = options.Value;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
