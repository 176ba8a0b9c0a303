using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task Overview_GivesAddressesAndKeys()
    {
        await using var sim = await Sim.StartAsync();

        var overview = await sim.ControlAsync("GET", "");

        overview["pepay.url"].ShouldBe(sim.Server.PepayUrl);
        overview["pepay.merchantKey"].ShouldBe(sim.Server.Options.PepayMerchantKey);
        overview["xpay.ecdsaPublicKey"].ShouldBe(sim.Server.XPayEcdsaPublicKey);
    }

    [Theory]
    [InlineData("pay", "paid")]
    [InlineData("underpay", "underpaid")]
    [InlineData("overpay", "paid")]
    [InlineData("expire", "expired")]
    [InlineData("cancel", "canceled")]
    public async Task Invoice_Moved_HasTheStatus(string action, string status)
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.InvoiceAsync())["invoice_id"];

        var moved = await sim.ControlAsync("POST", $"/pepay/invoices/{id}/{action}");

        moved.Status.ShouldBe(HttpStatusCode.OK, moved.Text);
        var invoice = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}");
        invoice["status"].ShouldBe(status);
        if (action == "overpay")
            invoice["amount_paid"].ShouldBe("50990");
    }

    [Fact]
    public async Task Invoice_PaidAfterItsExpiry_IsPaidLate()
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.InvoiceAsync())["invoice_id"];
        await sim.ControlAsync("POST", $"/pepay/invoices/{id}/expire");

        var part = await sim.ControlAsync("POST", $"/pepay/invoices/{id}/pay", new JsonObject { ["usd"] = 1 });
        var status = (await sim.PepayAsync("GET", $"/api/v1/invoices/{id}"))["status"];
        await sim.ControlAsync("POST", $"/pepay/invoices/{id}/pay");

        part.Status.ShouldBe(HttpStatusCode.OK);
        status.ShouldBe("expired");
        (await sim.PepayAsync("GET", $"/api/v1/invoices/{id}"))["status"].ShouldBe("paid");
    }

    [Fact]
    public async Task Intent_MovedThroughEverything_HasTheStatuses()
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.IntentAsync())["xIntentId"];
        var statuses = new List<string?>();

        foreach (var action in new[] { "decline", "pay", "refund", "dispute", "review-dispute", "win-dispute" })
        {
            var body = action == "refund" ? new JsonObject { ["amount"] = 100 } : null;
            (await sim.ControlAsync("POST", $"/xpay/intents/{id}/{action}", body)).Status.ShouldBe(HttpStatusCode.OK);
            statuses.Add((await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}"))["status"]);
        }

        statuses.ShouldBe(["FAILED", "SUCCESS", "PARTIALLY_REFUNDED", "DISPUTED", "DISPUTE_UNDER_REVIEW", "DISPUTE_WON"]);
    }

    [Fact]
    public async Task Faults_MergedByMember_KeepTheOthers()
    {
        await using var sim = await Sim.StartAsync();

        await sim.ControlAsync("POST", "/faults", new JsonObject { ["duplicate"] = 1 });
        await sim.ControlAsync("POST", "/faults", new JsonObject { ["answerNext"] = new JsonObject { ["status"] = 503, ["match"] = "GET /pepay" } });
        var unknown = await sim.ControlAsync("POST", "/faults", new JsonObject { ["duplicates"] = 1 });

        sim.Server.Faults.Duplicate.ShouldBe(1);
        unknown.Status.ShouldBe(HttpStatusCode.BadRequest);
        unknown["error"]!.ShouldContain("duplicates");
        (await sim.PepayAsync("GET", "/api/v1/invoices")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await sim.ControlAsync("DELETE", "/faults")).Status.ShouldBe(HttpStatusCode.OK);
        sim.Server.Faults.ShouldBe(new SimulatorFaults());
    }

    [Fact]
    public async Task Webhooks_SetAndRotatedAndFlushed_OverHttp()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync();
        await sim.ControlAsync("POST", "/webhooks", new JsonObject { ["pepayUrl"] = receiver.Url, ["pepaySecret"] = "one" });

        await sim.ControlAsync("POST", "/rotate", new JsonObject { ["provider"] = "pepay", ["secret"] = "two" });
        await sim.ControlAsync("POST", "/pepay/ping");
        await sim.ControlAsync("POST", "/flush");

        var webhook = receiver.Received.ShouldHaveSingleItem();
        webhook.Headers["X-Pepay-Signature"].ShouldBe(Signatures.Pepay(webhook, "two"));
        webhook.Headers["X-Pepay-Signature-Previous"].ShouldBe(Signatures.Pepay(webhook, "one"));
        var delivery = (await sim.ControlAsync("GET", "/deliveries")).Json.AsArray().ShouldHaveSingleItem()!;
        delivery["status"]!.ToString().ShouldBe("delivered");
        delivery["attempts"]![0]!.ToString().ShouldBe("200");
    }

    [Theory]
    [InlineData("POST", "/pepay/invoices/none/pay", HttpStatusCode.NotFound)]
    [InlineData("POST", "/xpay/intents/none/fly", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/rotate", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    public async Task Call_ThatCannotBe_SaysWhy(string method, string path, HttpStatusCode expected)
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.ControlAsync(method, path);

        answer.Status.ShouldBe(expected);
        answer["error"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Start_AddressThatIsNotLoopback_IsRefused() =>
        (await Should.ThrowAsync<ArgumentException>(() => SimulatorServer.StartAsync(new SimulatorOptions { Url = "http://0.0.0.0:0" }))).Message.ShouldContain("loopback");
}
