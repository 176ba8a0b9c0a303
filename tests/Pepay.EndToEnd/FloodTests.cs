using System.Net;
using System.Text;
using Pepay.EndToEnd.Support;
using Pepay.Simulator;

namespace Pepay.EndToEnd;

/// <summary>Somebody floods the shop's webhook addresses while people buy.</summary>
public sealed class FloodTests
{
    private const int Purchases = 12;
    private const int Forged = 3000;
    private const int Copies = 600;
    private const int TooLarge = 400;
    private const int AtOnce = 48;
    private const int LargeBody = 4 * 1024 * 1024;
    private const long MostMemory = 700L * 1024 * 1024;

    [Fact]
    public async Task Webhooks_ForgedAndRepeatedByTheThousand_PeopleBuyAndOnlyGenuineOnesCount()
    {
        using var data = new DataFolder();
        using var http = FastShopper.CreateClient();
        // Nothing settles meanwhile, so that the number of genuine events is certain.
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions { SettlementDelay = TimeSpan.FromDays(1) });
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: TestModeSettings.For(providers));
        await using var tables = ShopTables.OfSqlite(data.Path);
        await using var balancer = await WebhookBalancer.StartAsync(http, [shop.Url], new LoadFigures());
        providers.SetWebhookTargets(balancer.Url + "/webhooks/pepay", balancer.Url + "/webhooks/xpay");
        await BuyAsync(http, shop, Shopper.Pepay);
        await BuyAsync(http, shop, Shopper.XPay);
        await Eventually.TrueAsync(async () => await tables.CountAsync("shop_orders WHERE state = 2") == 2);
        await providers.FlushAsync();
        var genuine = balancer.Passed.ToList();

        var flood = FloodAsync(http, shop.Url, genuine);
        for (var bought = 0; bought < Purchases; bought++)
            await BuyAsync(http, shop, bought % 4 == 0 ? Shopper.XPay : Shopper.Pepay);
        await flood;

        await Eventually.TrueAsync(async () => await tables.CountAsync("shop_orders WHERE state = 2") == Purchases + 2);
        await providers.FlushAsync();
        (await tables.CountAsync("inbox_event")).ShouldBe(balancer.Passed.Count, "what is forged never gets in, and a repetition is the same event");
        (await tables.CountAsync("pepay_payment_history WHERE text LIKE 'From pending to paid%'")).ShouldBe(Purchases + 2);
        await Eventually.TrueAsync(async () => await tables.CountUnfinishedEventsAsync() == 0);
        shop.Memory.ShouldBeLessThan(MostMemory, "bodies that are too large are not kept, and requests are not queued without bound");
        providers.Violations.ShouldBeEmpty();
    }

    private static async Task BuyAsync(HttpClient http, ShopProgram shop, string method)
    {
        var shopper = new FastShopper(http, [shop.Url], new LoadFigures());
        await shopper.GetAsync("return page", await shopper.PayAsync(await shopper.OrderAsync(method)));
    }

    private static async Task FloodAsync(HttpClient http, string shop, IReadOnlyList<PassedWebhook> genuine)
    {
        var requests = Enumerable.Range(0, Forged).Select(number => (Forge(genuine[number % genuine.Count], number), HttpStatusCode.Unauthorized))
            .Concat(Enumerable.Range(0, Copies).Select(number => (genuine[number % genuine.Count], HttpStatusCode.OK)))
            .Concat(Enumerable.Range(0, TooLarge).Select(number => (genuine[number % genuine.Count] with { Body = new byte[LargeBody] }, HttpStatusCode.RequestEntityTooLarge)));
        await Parallel.ForEachAsync(requests.OrderBy(static _ => Random.Shared.Next()), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (attack, _) =>
        {
            var (webhook, expected) = attack;
            (await SendAsync(http, webhook, shop)).ShouldBeOneOf(expected, HttpStatusCode.ServiceUnavailable);
        });
    }

    /// <summary>A server that refuses a body before it has read it may cut the connection under whoever still sends.</summary>
    private static async Task<HttpStatusCode> SendAsync(HttpClient http, PassedWebhook webhook, string shop)
    {
        try
        {
            using var request = webhook.ToRequest(shop);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException) when (webhook.Body.Length == LargeBody)
        {
            return HttpStatusCode.RequestEntityTooLarge;
        }
    }

    /// <summary>What an attacker can make of a request that was seen: another body under its signature, a made-up signature, none at all.</summary>
    private static PassedWebhook Forge(PassedWebhook seen, int number) => (number % 3) switch
    {
        0 => seen with { Body = [.. Encoding.UTF8.GetBytes($$"""{"forged":{{number}},"""), .. seen.Body.AsSpan(1)] },
        1 => seen with { Headers = seen.Headers.ToDictionary(static h => h.Key, h => IsSignature(h.Key) ? Convert.ToHexString(BitConverter.GetBytes(number)) + h.Value[8..] : h.Value) },
        _ => seen with { Headers = seen.Headers.Where(static h => !IsSignature(h.Key)).ToDictionary() },
    };

    private static bool IsSignature(string header) => header.Contains("signature", StringComparison.OrdinalIgnoreCase);
}
