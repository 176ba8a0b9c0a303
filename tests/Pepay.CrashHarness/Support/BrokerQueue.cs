using System.Text.Json;
using RabbitMQ.Client;

namespace Pepay.CrashHarness.Support;

/// <summary>A queue of its own at the broker, and what another program finds in it.</summary>
internal sealed class BrokerQueue(Uri broker)
{
    // How long an empty queue is waited at for a message that was confirmed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<string> taken = [];

    public Uri Broker => broker;

    public string Name { get; } = $"crash-{Guid.NewGuid():N}";

    /// <summary>The ids of all messages so far, repetitions included; waits a while for those of <paramref name="events"/>.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyCollection<string> events)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var missing = events.Except(taken).ToHashSet(StringComparer.Ordinal);
        using var bound = new CancellationTokenSource(Patience);
        while (missing.Count > 0)
        {
            if (await channel.BasicGetAsync(Name, autoAck: true, CancellationToken.None) is not { } message)
            {
                if (bound.IsCancellationRequested)
                    break;
                await Task.Delay(TimeSpan.FromMilliseconds(20));
                continue;
            }

            bound.CancelAfter(Patience);
            using var cloudEvent = JsonDocument.Parse(message.Body);
            taken.Add(cloudEvent.RootElement.GetProperty("id").GetString()!);
            missing.Remove(taken[^1]);
        }

        return taken;
    }
}
