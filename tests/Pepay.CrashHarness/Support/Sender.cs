using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Pepay.CrashHarness.Target.Shop;

namespace Pepay.CrashHarness.Support;

/// <summary>
/// A provider: sends every event again until it is answered with 2xx, and some once more after that. Its memory is the truth that the
/// database is compared with.
/// </summary>
internal sealed class Sender(int seed) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentQueue<string> waiting = [];
    private readonly ConcurrentDictionary<string, string> bodies = [];
    private readonly ConcurrentDictionary<string, bool> repeated = [];
    private readonly Random random = new(seed);
    private int made;
    private int requests;
    private int acknowledgements;

    /// <summary>The ids of all events.</summary>
    public IReadOnlyCollection<string> Events => (IReadOnlyCollection<string>)bodies.Keys;

    public int Requests => requests;

    /// <summary>2xx answers, those to repetitions included.</summary>
    public int Acknowledgements => acknowledgements;

    /// <summary>Sends what waits, and up to <paramref name="most"/> new events, until the target has ended or nothing is left to send.</summary>
    public Task RunAsync(Uri target, string type, int life, int most, Func<bool> hasEnded, int keys = 4)
    {
        var left = most;
        return Task.WhenAll(Enumerable.Range(0, HarnessProvider.Senders).Select(_ => Task.Run(WorkAsync)));

        async Task WorkAsync()
        {
            while (!hasEnded())
            {
                if (!waiting.TryDequeue(out var id))
                {
                    if (Interlocked.Decrement(ref left) < 0)
                        return;
                    id = Make(type, life, keys);
                }

                if (!await SendAsync(target, id))
                    waiting.Enqueue(id);
                else if (repeated.TryAdd(id, true) && Chance(0.3))
                    waiting.Enqueue(id);
            }
        }
    }

    public void Dispose() => client.Dispose();

    private string Make(string type, int life, int keys)
    {
        var number = Interlocked.Increment(ref made);
        var id = $"evt_{number}";

        // A few keys per life, so that events of one key queue up behind each other, and none waits for the lease of a life that is over.
        bodies[id] = $$"""{"id":"{{id}}","type":"{{type}}","key":"{{life}}-{{number % keys}}"}""";
        return id;
    }

    private async Task<bool> SendAsync(Uri target, string id)
    {
        Interlocked.Increment(ref requests);
        var body = Encoding.UTF8.GetBytes(bodies[id]);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HarnessProvider.Secret), body));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target, $"/webhooks/{HarnessProvider.Name}")) { Content = new ByteArrayContent(body) };
        request.Headers.Add(HarnessProvider.SignatureHeader, signature);
        try
        {
            using var answer = await client.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
                return false;
            Interlocked.Increment(ref acknowledgements);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }

    private bool Chance(double probability)
    {
        lock (random)
            return random.NextDouble() < probability;
    }
}
