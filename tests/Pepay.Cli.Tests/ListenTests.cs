using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pepay.Cli.Tests;

/// <summary><c>pepay listen</c> between a real simulator and a shop's webhook address.</summary>
public sealed class ListenTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>, IDisposable
{
    private const string Secret = "secret-of-this-test";

    private readonly TemporaryFolder folder = new();

    private string State => Path.Combine(folder.Path, "state.json");

    private string[] There => ["--simulator", simulator.Server.BaseUrl, "--settings", folder.Path];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pepay_Event_ArrivesSignedAsPepayWould()
    {
        await using var shop = await ReceivingShop.StartAsync();
        await using var listen = await ListenAsync(shop, "--secret", Secret, "--type", "invoice.*");

        await TriggerAsync("invoice.paid");
        await Eventually.TrueAsync(() => shop.Received.Count >= 2);

        var webhook = shop.Received.First();
        (webhook.Type, webhook.Headers["X-Pepay-Event"]).ShouldBe(("invoice.created", "invoice.created"));
        webhook.Headers["X-Pepay-Event-ID"].ShouldBe(webhook.Json.GetProperty("id").GetString());
        webhook.Headers["X-Pepay-Network-Environment"].ShouldBe("devnet");
        webhook.Headers["Content-Type"].ShouldBe("application/json");
        var signed = Encoding.UTF8.GetBytes(webhook.Headers["X-Pepay-Timestamp"] + ".").Concat(webhook.Body).ToArray();
        webhook.Headers["X-Pepay-Signature"].ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)));
        var end = await listen.StopAsync();
        end.Code.ShouldBe(130);
        end.Output.ShouldMatch(@"invoice\.updated  evt_\S+  ->  200 in \d+ ms");
        end.Output.ShouldNotContain("invoice_payment");
        end.Output.ShouldNotContain(Secret);
        end.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Pepay_StartedAgain_GoesOnWhereItStoppedWithoutRepeating()
    {
        await using var shop = await ReceivingShop.StartAsync();
        await using (var listen = await ListenAsync(shop, "--secret", Secret, "--type", "invoice.*"))
        {
            await TriggerAsync("invoice.created");
            await listen.SaysAsync("->  200");
        }

        var before = shop.Received.Count;
        await TriggerAsync("invoice.expired");
        await using (await ListenAsync(shop, "--secret", Secret, "--type", "invoice.*"))
            await Eventually.TrueAsync(() => shop.Received.Count >= before + 2);

        shop.Types().Skip(before).Take(2).ShouldBe(["invoice.created", "invoice.updated"]);
        shop.Received.Select(static webhook => webhook.Json.GetProperty("id").GetString()).ShouldBeUnique();
    }

    [Fact]
    public async Task Shop_Down_GetsItsEventsInOrderOnceItIsUp()
    {
        var url = FreeUrl();
        await using var listen = await RunningCommand.StartAsync(["listen", "--forward-to", url + "/webhooks", "--state", State, "--secret", Secret, "--type", "invoice.*", .. There]);
        await listen.SaysAsync("Ready.");
        await TriggerAsync("invoice.expired");
        await listen.SaysAsync("; again in 1 s");

        await using var shop = await ReceivingShop.StartAsync(url, static number => number == 0 ? 503 : 200);
        await Eventually.TrueAsync(() => shop.Received.Count >= 3);

        shop.Types().Take(3).ShouldBe(["invoice.created", "invoice.created", "invoice.updated"]);
    }

    [Fact]
    public async Task Shop_RefusingTheSignature_IsToldWhatToDoAndTheNextEventComes()
    {
        await using var shop = await ReceivingShop.StartAsync(status: static _ => 401);
        await using var listen = await ListenAsync(shop, "--secret", Secret, "--type", "invoice.*");

        await TriggerAsync("invoice.expired");
        await Eventually.TrueAsync(() => shop.Received.Count >= 2);

        await listen.SaysAsync("401 in");
        await listen.SaysAsync("Does it have the secret that this listener signs with?");
        shop.Types().Take(2).ShouldBe(["invoice.created", "invoice.updated"]);
    }

    [Fact]
    public async Task XPay_Changes_ArriveSignedAsXPayWould()
    {
        await using var shop = await ReceivingShop.StartAsync();
        await using var listen = await ListenAsync(shop, "--provider", "xpay", "--secret", Secret, "--poll", "1");

        var id = (await TriggerAsync("intent.refunded"))[^1].GetProperty("id").GetString();
        await Eventually.TrueAsync(() => shop.Types().Contains("intent.refunded"));

        var webhook = shop.Received.First(static webhook => webhook.Type == "intent.refunded");
        webhook.Json.GetProperty("intentId").GetString().ShouldBe(id);
        webhook.Json.GetProperty("amount").GetInt64().ShouldBe(1250);
        webhook.Headers["xpay-signature"].ShouldBe(Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), webhook.Body)));
        shop.Types().First().ShouldBe("intent.created");
        (await listen.StopAsync()).Code.ShouldBe(130);
    }

    [Fact]
    public async Task XPay_StartedAgain_GoesOnWhereItStopped()
    {
        await using var shop = await ReceivingShop.StartAsync();
        string[] options = ["--provider", "xpay", "--secret", Secret, "--poll", "1"];
        string id;
        await using (var listen = await ListenAsync(shop, options))
        {
            id = (await TriggerAsync("intent.checkout_opened"))[^1].GetProperty("id").GetString()!;
            // Not when the shop has it: one that is stopped before the answer reaches it brings it again.
            await listen.SaysAsync("->  200");
        }

        using var http = new HttpClient();
        (await http.PostAsync(new Uri($"{simulator.Server.BaseUrl}/control/xpay/intents/{id}/pay"), null)).EnsureSuccessStatusCode();
        await using (await ListenAsync(shop, options))
            await Eventually.TrueAsync(() => Of(id).Count() > 1);

        Of(id).ShouldBe(["intent.created", "intent.success"]);

        IEnumerable<string> Of(string intent) => shop.Received.Where(webhook => webhook.Json.GetProperty("intentId").GetString() == intent).Select(static webhook => webhook.Type);
    }

    [Fact]
    public async Task Pepay_CommerceEvent_ArrivesSigned()
    {
        await using var shop = await ReceivingShop.StartAsync();
        await using var listen = await ListenAsync(shop, "--secret", Secret, "--type", "commerce.*");

        await TriggerAsync("order.shipped");
        await Eventually.TrueAsync(() => shop.Types().Contains("commerce.order.updated"));

        var webhook = shop.Received.First(static webhook => webhook.Type == "commerce.order.updated");
        webhook.Headers["X-Pepay-Event"].ShouldBe("commerce.order.updated");
        var signed = Encoding.UTF8.GetBytes(webhook.Headers["X-Pepay-Timestamp"] + ".").Concat(webhook.Body).ToArray();
        webhook.Headers["X-Pepay-Signature"].ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)));
        shop.Types().ShouldAllBe(static type => type.StartsWith("commerce.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"cursors\":null}")]
    public async Task StateThatIsNone_IsSaidWithTheWayOut(string text)
    {
        await File.WriteAllTextAsync(State, text);

        var run = await CommandLine.RunAsync(["listen", "-f", "http://127.0.0.1:1", "--state", State, "--secret", Secret, .. There]);

        run.Code.ShouldBe(3);
        run.Error.ShouldContain("Delete it to begin with what happens from now on");
    }

    [Fact]
    public async Task Fault_ThatNobodyForesaw_IsASentenceAndAnExitCode()
    {
        // The root of a file system is no file and has no folder.
        var run = await CommandLine.RunAsync(["listen", "-f", "http://127.0.0.1:1", "--state", Path.GetPathRoot(folder.Path)!, "--secret", Secret, .. There]);

        run.Code.ShouldBe(3);
        run.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("a reason that pepay did not expect");
    }

    [Fact]
    public async Task NoSecret_OneIsMadeShownOnceAndKept()
    {
        await using var shop = await ReceivingShop.StartAsync();
        string first;
        await using (var listen = await ListenAsync(shop))
            first = (await listen.StopAsync()).Output;
        await using (var listen = await ListenAsync(shop))
        {
            await TriggerAsync("invoice.created");
            await Eventually.TrueAsync(() => !shop.Received.IsEmpty);
            listen.Output.ShouldNotContain("signing secret");
        }

        var secret = first.Split("Your signing secret is ")[1].Split(' ')[0];
        var webhook = shop.Received.First();
        var signed = Encoding.UTF8.GetBytes(webhook.Headers["X-Pepay-Timestamp"] + ".").Concat(webhook.Body).ToArray();
        webhook.Headers["X-Pepay-Signature"].ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(State).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task SettingsSecret_IsTheOneOfTheShop()
    {
        folder.File("appsettings.json", $$"""{ "Pepay": { "WebhookSecret": "{{Secret}}" } }""");
        await using var shop = await ReceivingShop.StartAsync();
        await using var listen = await ListenAsync(shop);

        await TriggerAsync("invoice.created");
        await Eventually.TrueAsync(() => !shop.Received.IsEmpty);

        var webhook = shop.Received.First();
        var signed = Encoding.UTF8.GetBytes(webhook.Headers["X-Pepay-Timestamp"] + ".").Concat(webhook.Body).ToArray();
        webhook.Headers["X-Pepay-Signature"].ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)));
        listen.Output.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Json_OneLineForEachAnswer()
    {
        await using var shop = await ReceivingShop.StartAsync();
        await using var listen = await RunningCommand.StartAsync(["listen", "-f", shop.Url, "--state", State, "--secret", Secret, "--type", "invoice.created", "--json", .. There]);
        await listen.SaysAsync("\"listening\":\"pepay\"");
        await Eventually.TrueAsync(() => File.Exists(State) && File.ReadAllText(State).Contains("merchantEvents", StringComparison.Ordinal));

        await TriggerAsync("invoice.created");
        await listen.SaysAsync("\"status\":200");

        var line = JsonDocument.Parse(listen.Output.Split('\n').First(static line => line.Contains("\"status\":200", StringComparison.Ordinal))).RootElement;
        (line.GetProperty("type").GetString(), line.GetProperty("attempt").GetInt32()).ShouldBe(("invoice.created", 1));
        line.GetProperty("body").GetProperty("data").GetProperty("object").GetProperty("object").GetString().ShouldBe("invoice");
    }

    [Fact]
    public async Task SecondListener_WithTheSameState_IsRefused()
    {
        await using var shop = await ReceivingShop.StartAsync();
        await using var listen = await ListenAsync(shop);

        var second = await CommandLine.RunAsync(["listen", "-f", shop.Url, "--state", State, .. There]);

        second.Code.ShouldBe(3);
        second.Error.ShouldContain("Another 'pepay listen' keeps its place");
    }

    [Theory]
    [InlineData(2, "--forward-to is '5080'", "--forward-to", "5080")]
    [InlineData(2, "--forward-to", "--provider", "pepay")]
    [InlineData(2, "'visa'", "--forward-to", "http://localhost:1", "--provider", "visa")]
    [InlineData(2, "--poll is 1 to 86400 seconds", "--forward-to", "http://localhost:1", "--poll", "0")]
    [InlineData(2, "--poll is 1 to 86400 seconds", "--forward-to", "http://localhost:1", "--poll", "5000000")]
    [InlineData(3, "No simulator answers", "--forward-to", "http://localhost:1", "--simulator", "http://127.0.0.1:1")]
    public async Task WrongArguments_AreSaidInWords(int code, string says, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(["listen", .. arguments]);

        run.Code.ShouldBe(code, run.Error);
        run.Error.ShouldContain(says);
    }

    [Fact]
    public async Task RefusedKey_EndsWithTheReason()
    {
        folder.File("appsettings.json", $$"""{ "Pepay": { "BaseUrl": "{{simulator.Server.PepayUrl}}", "MerchantApiKey": "not-the-key" } }""");

        var run = await CommandLine.RunAsync("listen", "-f", "http://127.0.0.1:1/webhooks", "--state", State, "--secret", Secret, "--settings", folder.Path);

        run.Code.ShouldBe(3);
        run.Error.ShouldContain("401");
        run.Error.ShouldNotContain("not-the-key");
    }

    private async Task<RunningCommand> ListenAsync(ReceivingShop shop, params string[] options)
    {
        var listen = await RunningCommand.StartAsync(["listen", "--forward-to", shop.Url, "--state", State, .. There, .. options]);
        await listen.SaysAsync("Ready.");
        return listen;
    }

    private async Task<List<JsonElement>> TriggerAsync(string name)
    {
        var run = await CommandLine.RunAsync(["trigger", name, "--json", .. There]);
        run.Code.ShouldBe(0, run.Error);
        return [.. run.Json.GetProperty("steps").EnumerateArray()];
    }

    private static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
