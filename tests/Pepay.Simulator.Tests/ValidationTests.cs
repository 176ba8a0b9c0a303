using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed partial class ValidationTests
{
    [Fact]
    public async Task Request_UndeclaredProperty_IsRefusedAndRecorded()
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5, ["amount"] = 5 }, Guid.NewGuid().ToString());

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer["error.message"]!.ShouldContain("createInvoice");
        answer["error.message"]!.ShouldContain("#/amount");
        var violation = sim.Server.Violations.ShouldHaveSingleItem();
        violation.Kind.ShouldBe("request");
        violation.Operation.ShouldBe("createInvoice");
        (await sim.ControlAsync("GET", "/violations")).Json.AsArray().Count.ShouldBe(1);
        await sim.ControlAsync("DELETE", "/violations");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_UndeclaredPropertyDeepInside_IsRefused()
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(new JsonObject
        {
            ["customerDetails"] = new JsonObject { ["name"] = "Jane", ["customerAddress"] = new JsonObject { ["country"] = "US", ["zip"] = "94107" } },
        }));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer["errorDescription"]!.ShouldContain("zip");
    }

    [Theory]
    [InlineData("/payments/intents?limit=500")]
    [InlineData("/payments/intents?limit=ten")]
    [InlineData("/payments/intents?receiptId=1")]
    public async Task Request_QueryThatIsNotDeclared_IsRefused(string path)
    {
        await using var sim = await Sim.StartAsync();

        (await sim.XPayAsync("GET", path)).Status.ShouldBe(HttpStatusCode.BadRequest);
        sim.Server.Violations.ShouldHaveSingleItem().Operation.ShouldBe("listIntents");
    }

    [Theory]
    [InlineData("""{"currency":"USD"}""")]
    [InlineData("""{"amount":"4999"}""")]
    [InlineData("""{ nonsense""")]
    public async Task Request_BodyThatDoesNotFit_IsRefused(string text)
    {
        await using var sim = await Sim.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, sim.Server.XPayUrl + "/payments/create-intent");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("sim-xpay-public-key:sim-xpay-private-key"u8.ToArray()));
        request.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");

        using var answer = await sim.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        sim.Server.Violations.ShouldHaveSingleItem().Operation.ShouldBe("createIntent");
    }

    [Theory]
    [InlineData("GET", "/api/v1/invoice")]
    [InlineData("DELETE", "/api/v1/invoices")]
    public async Task Request_NoSuchOperation_IsNotFoundAndRecorded(string method, string path)
    {
        await using var sim = await Sim.StartAsync();

        (await sim.PepayAsync(method, path)).Status.ShouldBe(HttpStatusCode.NotFound);
        sim.Server.Violations.ShouldHaveSingleItem().Request.ShouldBe($"{method} /pepay{path}");
    }

    [Fact]
    public async Task Extras_Always_AreInAnswersAndEventsAndNeverInTheStatus()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions
        {
            Extras = SimulatorExtras.Always, PepayWebhookUrl = receiver.Url, XPayWebhookUrl = receiver.Url, SettlementDelay = TimeSpan.FromHours(1),
        });
        var invoice = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        var intent = (await sim.IntentAsync())["xIntentId"]!.ToString();

        sim.Server.PayInvoice(invoice);
        sim.Server.PayIntent(intent);
        var readInvoice = await sim.PepayAsync("GET", $"/api/v1/invoices/{invoice}/status");
        var readIntent = await sim.XPayAsync("GET", $"/payments/v2/get-intent/{intent}?expand=succeeded_charge");
        await sim.Server.FlushAsync();

        readInvoice["invoice.status"].ShouldBe("paid");
        readInvoice["invoice.invoice_type"].ShouldBe("x_sim_type");
        readInvoice.Json["x_sim_extra"].ShouldNotBeNull();
        readInvoice["latest_payment.settlement.stage"].ShouldBe("x_sim_stage");
        readIntent["status"].ShouldBe("SUCCESS");
        readIntent["succeededCharge.paymentMetadata.cardMetadata.brand"].ShouldBe("x_sim_brand");
        var success = receiver.Received.Single(item => item.Type == "intent.success");
        success.Json["intentId"].ShouldBeNull();
        success.Json["xIntentId"]!.ToString().ShouldBe(intent);
        receiver.Received.ShouldAllBe(item => item.Json["x_sim_extra"] != null);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Extras_Sometimes_AreInEveryThirdAnswer()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions());
        var marked = new List<bool>();

        for (var i = 0; i < 6; i++)
            marked.Add((await sim.PepayAsync("GET", "/api/v1/invoices")).Text.Contains("x_sim_extra"));

        marked.ShouldBe([false, false, true, false, false, true]);
    }

    [Theory]
    [InlineData("pepay", 55)]
    [InlineData("xpay", 26)]
    public async Task Operations_OfTheSpecification_AreAllThere(string provider, int count)
    {
        await using var sim = await Sim.StartAsync();
        var operations = ReadOperations(provider).ToList();

        foreach (var (method, path) in operations)
        {
            var url = Parameter().Replace(path, "00000000-0000-4000-8000-000000000000");
            var answer = provider == "pepay" ? await sim.PepayAsync(method, url) : await sim.XPayAsync(method, url);
            answer.Text.ShouldNotContain("is no operation", customMessage: $"{method} {path}");
        }

        operations.Count.ShouldBe(count);
        sim.Server.Violations.ShouldNotContain(violation => violation.Operation == null || violation.Kind != "request");
    }

    private static IEnumerable<(string Method, string Path)> ReadOperations(string provider)
    {
        using var stream = typeof(SimulatorServer).Assembly.GetManifestResourceStream($"spec/{provider}.openapi.yaml")!;
        using var reader = new StreamReader(stream);
        var path = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("  /"))
                path = line.Trim().TrimEnd(':');
            else if (Verb().Match(line) is { Success: true } verb && path.Length > 0)
                yield return (verb.Groups[1].Value.ToUpperInvariant(), path);
            else if (line.StartsWith("components:"))
                yield break;
        }
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("^    (get|post|put|delete):")]
    private static partial Regex Verb();
}
