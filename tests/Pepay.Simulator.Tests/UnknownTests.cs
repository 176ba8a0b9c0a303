using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

/// <summary>What a provider may send one day, on demand.</summary>
public sealed class UnknownTests
{
    [Fact]
    public async Task Event_OfAnUnknownType_IsSentSignedAndListed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, XPayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });

        await sim.ControlAsync("POST", "/events", new JsonObject { ["provider"] = "pepay", ["type"] = "invoice.teleported", ["object"] = new JsonObject { ["object"] = "portal" } });
        await sim.Server.FlushAsync();
        sim.Server.SendUnknownEvent("xpay", "intent.teleported", new JsonObject { ["intentId"] = "in_1" });
        await sim.Server.FlushAsync();

        var (pepay, xpay) = (receiver.Received[0], receiver.Received[1]);
        pepay.Type.ShouldBe("invoice.teleported");
        pepay.Headers["X-Pepay-Signature"].ShouldBe(Signatures.Pepay(pepay, "sim-pepay-webhook-secret"));
        (await sim.PepayAsync("GET", $"/api/v1/events/{pepay.Json["id"]}"))["data.type"].ShouldBe("invoice.teleported");
        xpay.Type.ShouldBe("intent.teleported");
        xpay.Json["intentId"]!.ToString().ShouldBe("in_1");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_ThatNobodyKnows_IsReadAndTold()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        var invoice = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        var intent = (await sim.IntentAsync())["xIntentId"]!.ToString();

        sim.Server.SetInvoiceStatus(invoice, "on_hold");
        sim.Server.SetIntentStatus(intent, "ON_HOLD");
        await sim.Server.FlushAsync();

        (await sim.PepayAsync("GET", $"/api/v1/invoices/{invoice}"))["status"].ShouldBe("on_hold");
        (await sim.XPayAsync("GET", $"/payments/v2/get-intent/{intent}"))["status"].ShouldBe("ON_HOLD");
        receiver.Received[^1].Json["data"]!["object"]!["status"]!.ToString().ShouldBe("on_hold");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Times_WithExtras_AreInTheOlderForm()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Always });
        var id = (await sim.InvoiceAsync())["invoice_id"];

        var older = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}");

        older["created_at"].ShouldBe("2026-01-01T00:00:00Z");
        older["paid_at"].ShouldBeNull();
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Body_TooLong_Is413InTheProvidersShape()
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(new JsonObject { ["description"] = new string('x', 2_000_000) }));

        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer["errorDescription"]!.ShouldContain("bytes");
    }
}
