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
    private List<StreamFollower> followers = [];

    // Made before anything runs: options or keys that cannot work keep the host from starting, and say so.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var made = streams.Select(followed => followed.Create(services)).ToList();
        if (made.GroupBy(stream => stream.Key).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
        {
            throw new InvalidOperationException(
                $"Stream {twice} is registered more than once. One cursor and one lease are kept under that name, so only one of them would ever be followed. " +
                "Register it once, with a filter that covers all of it or with none; or give a stream that you make yourself an EventStream.Key of its own.");
        }

        followers = [.. made.Select(Follower)];
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(followers.Select(follower => Task.Run(() => follower.RunAsync(stoppingToken), CancellationToken.None)));

    private StreamFollower Follower(EventStream stream) => new(
        stream, services.GetRequiredService<IStreamStore>(), services.GetRequiredService<InboxAcceptor>(), services.GetRequiredService<PaymentSweep>(),
        services.GetRequiredService<StreamStatus>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EventStream>>());
}
