using System.Diagnostics;
using Pepay.Runtime.Inbox;
using Pepay.Tests;

namespace Pepay.Benchmarks.Inbox;

/// <summary>Events to measure with, and senders.</summary>
internal static class BenchLoad
{
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'x', 1024)];

    /// <summary>An event of a kilobyte with a key of its own.</summary>
    public static IncomingEvent Event(string id) => InboxEvents.Event(id, key: id) with { Body = Body, ReceivedAt = DateTimeOffset.UtcNow };

    /// <summary>Fills an inbox.</summary>
    public static async Task FillAsync(IInboxStore store, string prefix, int count)
    {
        foreach (var ids in Enumerable.Range(0, count).Chunk(500))
            await store.AcceptAsync([.. ids.Select(i => Event($"{prefix}{i}"))], default);
    }

    /// <summary>Sends from several senders, each one after the other, for a time.</summary>
    /// <returns>How many a second.</returns>
    public static async Task<double> SendAsync(int senders, TimeSpan time, Func<int, string, Task> send)
    {
        var begin = Stopwatch.GetTimestamp();
        var name = Guid.NewGuid().ToString("N");
        var counts = await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(begin) < time)
                await send(sender, $"{name}-{sender}-{count++}");
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
