using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pepay.Api;
using Pepay.Benchmarks.Inbox;
using Pepay.Benchmarks.Measuring;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Benchmarks.Sections;

/// <summary>From a webhook that a sender begins to send over loopback HTTP to the start of its handler, at a third of the greatest load.</summary>
internal sealed class LatencySection : ISection
{
    private static readonly ProviderAccount Account = new()
    {
        Provider = PepayDescriptor.Instance,
        Environment = PaymentEnvironment.Test,
        WebhookSecrets = static () => [new WebhookSecret { Id = "1", Scheme = "hmac", Value = "whsec_0123456789abcdef0123456789abcdef" }],
    };

    private static readonly string Memo = new('x', 850);

    public string Name => "latency";

    public string Title => "From a webhook to the start of its handler, at a third of the greatest load";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromMilliseconds(run.Count(8000, 200));
        var table = new MarkdownTable("store", "greatest load, events a second", "p50", "p99");
        foreach (var database in await BenchDatabase.CreateBothAsync())
        {
            await using var _ = database;
            var (greatest, waits) = await MeasureAsync(database, time, cancellationToken);
            table.Add(
                database.Name, greatest.ToString("0", CultureInfo.InvariantCulture), MarkdownTable.Time(waits[waits.Length / 2]),
                MarkdownTable.Time(waits[waits.Length * 99 / 100]));
        }

        await table.WriteAsync(run.Output);
    }

    private static async Task<(double Greatest, double[] Waits)> MeasureAsync(BenchDatabase database, TimeSpan time, CancellationToken cancellationToken)
    {
        var waits = new ConcurrentBag<double>();
        var sent = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        await using var host = BenchHost.CreateServer(database, Account, context => waits.Add(Stopwatch.GetElapsedTime(sent[context.EventId]).TotalNanoseconds));
        await host.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        var address = host.WebhookAddress(Account);
        var begin = Stopwatch.GetTimestamp();
        await BenchLoad.SendAsync(32, time, async (_, id) => await SendAsync(id));
        await UntilQuietAsync(database);
        var greatest = waits.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        waits.Clear();
        await SendEvenlyAsync(SendAsync, greatest / 3, time);
        await UntilQuietAsync(database);
        return (greatest, [.. waits.Order()]);

        async Task SendAsync(string id)
        {
            var webhook = SignedWebhook.Create(Account, Body(id), DateTimeOffset.UtcNow);
            sent[id] = Stopwatch.GetTimestamp();
            int status;

            // What could not be stored in time is sent again, as a provider does; it waits from its first time on.
            while ((status = await webhook.SendAsync(client, address, cancellationToken)) == 503)
                cancellationToken.ThrowIfCancellationRequested();
            if (status != 200)
                throw new InvalidOperationException($"A webhook was answered with {status}.");
        }
    }

    // An event of a kilobyte, of a purchase of its own.
    private static byte[] Body(string id) => Encoding.UTF8.GetBytes($$"""
        {"id":"{{id}}","type":"invoice.updated","created":1767268800,"livemode":false,"data":{"object":{"id":"inv_{{id}}","memo":"{{Memo}}"} } }
        """);

    // Does not wait for answers: a slow moment makes a queue, as it does with real senders.
    private static async Task SendEvenlyAsync(Func<string, Task> send, double rate, TimeSpan time)
    {
        var begin = Stopwatch.GetTimestamp();
        var sent = new List<Task>();
        while (Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed < time)
        {
            while (sent.Count < elapsed.TotalSeconds * rate)
                sent.Add(send($"even{sent.Count}"));
            await Task.Delay(1);
        }

        await Task.WhenAll(sent);
    }

    private static async Task UntilQuietAsync(BenchDatabase database)
    {
        while ((await database.Store.CountAsync(default)).Waiting > 0)
            await Task.Delay(10);
    }
}
