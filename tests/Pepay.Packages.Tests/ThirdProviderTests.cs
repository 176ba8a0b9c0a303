using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Pepay.Packages.Tests;

/// <summary>
/// A provider that this repository does not know, added in an empty folder from packages alone: Adyen's public specification, an overlay that says how it
/// signs, an adapter and a program. Its signature is inside the body, and one request carries several events.
/// </summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class ThirdProviderTests(PackedPackages packed)
{
    private const int MostLines = 150;
    private const string Listening = "Now listening on: ";

    // Key, item and signature as Adyen publishes them for those who verify signatures themselves.
    private const string Key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
    private const string PublishedSignature = "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=";

    private static readonly string Sources = Path.Combine(PackedPackages.Root, "tests", "Pepay.Packages.Tests", "Adyen");

    [Fact]
    public void Lines_OfSpecificationOverlayAdapterAndProgram_AreFewAndSaidInTheReadme()
    {
        var lines = Directory.EnumerateFiles(Sources).Sum(static file => File.ReadLines(file).Count());

        lines.ShouldBeLessThan(MostLines);
        File.ReadAllText(Path.Combine(PackedPackages.Root, "README.md")).ShouldContain($"in {lines} lines");
    }

    [CorpusFact]
    public async Task Notification_WithSeveralItems_IsVerifiedStoredOnceEachAndDispatched()
    {
        using var project = new OutsideFolder();
        project.NameFeed(packed);
        foreach (var file in Directory.EnumerateFiles(Sources))
            project.Write(Path.GetFileName(file), File.ReadAllText(file));
        File.Copy(Path.Combine(CorpusFolder.Path!, "adyen-webhooks-v1.json"), Path.Combine(project.Folder, "adyen-webhooks-v1.json"));
        await project.BuildAsync();
        project.RestoredOfOurs().ShouldBe(["pepay.generator", "pepay.runtime", "pepay.runtime.aspnetcore", "pepay.runtime.sqlite"]);
        await using var program = await project.StartAsync(project.Folder, Listening, "dotnet", Path.Combine("bin", "Debug", "net10.0", "AdyenShop.dll"), "--urls", "http://127.0.0.1:0", "--Adyen:HmacKey", Key);
        using var shop = new HttpClient { BaseAddress = new Uri(program.Said[(program.Said.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]), Timeout = Timeout.InfiniteTimeSpan };

        var first = Item("7914073381342284", "TestPayment-1407325143704", 1130, PublishedSignature);
        var second = Item("8815000000000001", "order-2", 500);
        (await PostAsync(shop, first, second)).ShouldBe((HttpStatusCode.OK, "accepted"));
        await Eventually.TrueAsync(async () => (await PaidAsync(shop)).Length == 2);

        // Adyen repeats what it has no answer to, alone or beside something new.
        (await PostAsync(shop, second, first)).ShouldBe((HttpStatusCode.OK, "duplicate"));
        var third = Item("8815000000000002", "order-3", 700);
        (await PostAsync(shop, first, third)).ShouldBe((HttpStatusCode.OK, "accepted"));

        // A forged item, alone or beside a genuine one, refuses the request that it is in.
        var forged = Item("8815000000000003", "order-4", 100, PublishedSignature);
        (await PostAsync(shop, forged)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(shop, Item("8815000000000004", "order-5", 200), forged)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(shop, Item("8815000000000005", "order-6", 300) with { Value = 9999 })).Status.ShouldBe(HttpStatusCode.Unauthorized);

        // Handled after everything that was accepted before it under the same key.
        (await PostAsync(shop, Item("8815000000000006", "order-3", 1))).ShouldBe((HttpStatusCode.OK, "accepted"));
        await Eventually.TrueAsync(async () => (await PaidAsync(shop)).Length == 4);
        (await PaidAsync(shop)).Order(StringComparer.Ordinal).ShouldBe(["TestPayment-1407325143704 1130 EUR Test", "order-2 500 EUR Test", "order-3 1 EUR Test", "order-3 700 EUR Test"]);
    }

    private static NotificationItem Item(string reference, string order, long value, string? signature = null) =>
        new(reference, order, value, signature ?? NotificationItem.Sign(Key, reference, order, value));

    private static async Task<(HttpStatusCode Status, string? Result)> PostAsync(HttpClient shop, params NotificationItem[] items)
    {
        var body = JsonSerializer.Serialize(new { live = "false", notificationItems = items.Select(static item => item.ToJson()) });
        using var answer = await shop.PostAsync("/webhooks/adyen", new StringContent(body, Encoding.UTF8, "application/json"));
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, said.RootElement.TryGetProperty("result", out var result) ? result.GetString() : null);
    }

    private static async Task<string[]> PaidAsync(HttpClient shop) => (await shop.GetFromJsonAsync<string[]>("/paid"))!;
}

/// <summary>An item as Adyen sends it, signed without any code of the runtime.</summary>
internal sealed record NotificationItem(string Reference, string Order, long Value, string Signature)
{
    private const string Account = "TestMerchant";

    public static string Sign(string key, string reference, string order, long value) => Convert.ToBase64String(
        System.Security.Cryptography.HMACSHA256.HashData(Convert.FromHexString(key), Encoding.UTF8.GetBytes($"{reference}::{Account}:{order}:{value}:EUR:AUTHORISATION:true")));

    public object ToJson() => new
    {
        NotificationRequestItem = new
        {
            additionalData = new { hmacSignature = Signature },
            amount = new { value = Value, currency = "EUR" },
            pspReference = Reference,
            eventCode = "AUTHORISATION",
            eventDate = "2019-05-06T17:15:34+02:00",
            merchantAccountCode = Account,
            merchantReference = Order,
            paymentMethod = "visa",
            success = "true",
        },
    };
}
