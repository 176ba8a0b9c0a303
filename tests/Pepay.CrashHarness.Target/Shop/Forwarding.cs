using Microsoft.Extensions.DependencyInjection;
using Pepay.CrashHarness.Target.Crash;
using Pepay.CrashHarness.Target.Guards;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.RabbitMq;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>Hands the accepted events to a broker, when there is one.</summary>
internal static class Forwarding
{
    // Long enough for the mark to be durable before the message is sent.
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(500);

    public static void Add(IServiceCollection services, TargetOptions options, CrashPoints points, MissingGuard missing)
    {
        if (options.Broker is null)
            return;
        var broker = BrokerProxy.Start(options.Broker, points);
        services.AddPepayRabbitMq(rabbit => (rabbit.Broker, rabbit.Queue) = (broker, options.Queue));
        if (!missing.HasBrokerConfirmation)
            ForwardWithoutWaiting(services);
    }

    private static void ForwardWithoutWaiting(IServiceCollection services)
    {
        var service = services.Last(service => service.ImplementationInstance is HandlerDescriptor { Name: "rabbitmq-forward" });
        var forward = (HandlerDescriptor)service.ImplementationInstance!;
        services.Remove(service);
        services.AddSingleton(forward with
        {
            Invoke = (scope, context, stopping) =>
            {
                _ = ForwardLateAsync(forward, scope.GetRequiredService<IServiceScopeFactory>(), context);
                return Task.CompletedTask;
            },
        });
    }

    private static async Task ForwardLateAsync(HandlerDescriptor forward, IServiceScopeFactory scopes, EventContext context)
    {
        await Task.Delay(Lag);
        await using var scope = scopes.CreateAsyncScope();
        await forward.Invoke(scope.ServiceProvider, context, CancellationToken.None);
    }
}
