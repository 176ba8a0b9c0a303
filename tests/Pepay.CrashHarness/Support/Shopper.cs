using System.Collections.Concurrent;
using System.Net.Sockets;
using Pepay.Simulator;

namespace Pepay.CrashHarness.Support;

/// <summary>A shopper who clicks "pay" again until the shop answers, pays at the provider's page, and comes back to the shop once.</summary>
internal sealed class Shopper(SimulatorServer provider) : IDisposable
{
    // A program that is stopped answers when it goes on.
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly ConcurrentQueue<string> waiting = [];
    private readonly List<string> orders = [];
    private readonly List<string> paid = [];

    public IReadOnlyList<string> Orders => orders;

    /// <summary>The orders that are paid at the provider.</summary>
    public IReadOnlyList<string> Paid => paid;

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

            if (await ClickAsync(target, order) is { } payment)
            {
                paid.Add(order);
                provider.PayIntent(payment);
                await ReturnAsync(target, order);
            }
            else
            {
                waiting.Enqueue(order);
            }
        }
    }

    /// <summary>Comes back from the provider's page. Whether there is an answer makes no difference to a shopper who has paid.</summary>
    public async Task ReturnAsync(Uri target, string order)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(target, $"/return/{order}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException)
        {
            // The webhook brings the news.
        }
    }

    public void Dispose() => client.Dispose();

    /// <returns>The provider's payment; null when there was no answer.</returns>
    private async Task<string?> ClickAsync(Uri target, string order)
    {
        try
        {
            using var answer = await client.PostAsync(new Uri(target, $"/pay/{order}"), null);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException)
        {
            return null;
        }
    }
}
