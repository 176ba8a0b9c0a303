using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sync;

namespace Pepay.Runtime.Streams;

/// <summary>A stream that the host follows into the inbox.</summary>
/// <param name="Create">Makes the stream.</param>
internal sealed record FollowedStream(Func<IServiceProvider, EventStream> Create);

/// <summary>Follows the registered streams while the host runs.</summary>
internal sealed class StreamFollowers(IServiceProvider services, IEnumerable<FollowedStream> streams) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(streams.Select(followed => Task.Run(() => Follower(followed.Create(services)).RunAsync(stoppingToken), CancellationToken.None)));

    private StreamFollower Follower(EventStream stream) => new(
        stream, services.GetRequiredService<IStreamStore>(), services.GetRequiredService<InboxAcceptor>(), services.GetRequiredService<PaymentSweep>(),
        services.GetRequiredService<StreamStatus>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EventStream>>());
}
