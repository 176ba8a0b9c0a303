using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pepay.Simulator;

namespace Pepay.CrashHarness.Support;

/// <summary>The provider whose events come over a stream: makes them, and lists them without any code of the product.</summary>
internal sealed class StreamSource : IDisposable
{
    private readonly HttpClient http = new();
    private readonly string address;

    public StreamSource(SimulatorServer simulator)
    {
        address = $"{simulator.PepayUrl}/api/v1";
        http.DefaultRequestHeaders.Add("x-api-key", simulator.Options.PepayMerchantKey);
    }

    /// <summary>Makes events, of different ordering keys.</summary>
    public async Task MakeAsync(int events)
    {
        for (var i = 0; i < events; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/invoices") { Content = JsonContent.Create(new { amount_usd = 5 }) };
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The ids of all events, the newest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync()
    {
        var ids = new List<string>();
        while (true)
        {
            var after = ids.Count == 0 ? "" : $"&starting_after={ids[^1]}";
            var page = JsonNode.Parse(await http.GetStringAsync($"{address}/events?limit=100{after}"))!["data"]!;
            ids.AddRange(page["data"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            if (!page["has_more"]!.GetValue<bool>())
                return ids;
        }
    }

    public void Dispose() => http.Dispose();
}
