using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Pepay.CrashHarness.Support;

/// <summary>A shopper who clicks "pay" again until the shop answers.</summary>
internal sealed class Shopper : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentQueue<string> waiting = [];
    private readonly List<string> orders = [];

    public IReadOnlyList<string> Orders => orders;

    /// <summary>Clicks for what waits, and for up to <paramref name="most"/> new orders, until the target has ended or nothing is left.</summary>
    public async Task RunAsync(Uri target, int most, Func<bool> hasEnded)
    {
        while (!hasEnded())
        {
            if (!waiting.TryDequeue(out var order))
            {
                if (most-- <= 0)
                    return;
                order = $"order-{orders.Count + 1}";
                orders.Add(order);
            }

            if (!await ClickAsync(target, order))
                waiting.Enqueue(order);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<bool> ClickAsync(Uri target, string order)
    {
        try
        {
            using var answer = await client.PostAsync(new Uri(target, $"/pay/{order}"), null);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }
}
