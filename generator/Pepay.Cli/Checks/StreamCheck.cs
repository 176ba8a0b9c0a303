using Pepay.Runtime.Integration;
using Pepay.Runtime.Streams;

namespace Pepay.Cli.Checks;

/// <summary>Whether an event stream lets the account in. It is left again at once.</summary>
internal static class StreamCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task<IntegrationCheck> CheckAsync(EventStream stream, StreamStatus status, CancellationToken cancellationToken)
    {
        var name = $"Stream {stream.Stream.Name}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var following = FollowAsync(stream, limit.Token);
        try
        {
            while (Find()?.Phase != StreamPhase.Connected)
            {
                if (following.IsCompleted)
                    await following;
                await Task.Delay(Glance, limit.Token);
            }

            return Find()!.RecoveryOff is { } why
                ? new(name, IntegrationState.Open, $"It connects, but what is missed cannot be recovered: {why}.")
                : new(name, IntegrationState.Done, "It connects, and the list that fills its gaps can be read.");
        }
        catch (StreamRefusedException exception)
        {
            return new(name, IntegrationState.Wrong, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(name, IntegrationState.Wrong, $"It does not connect: {Find()?.LastError ?? $"no answer within {Patience.TotalSeconds:0} s"}. Check that WebSockets get out of this network (a proxy must let 'Upgrade: websocket' through).");
        }
        finally
        {
            await limit.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        StreamSnapshot? Find() => status.Streams.FirstOrDefault(each => each.Stream == stream.Key);
    }

    private static async Task FollowAsync(EventStream stream, CancellationToken cancellationToken)
    {
        await foreach (var item in stream.FollowAsync(cursor: null, cancellationToken))
            _ = item;
    }
}
