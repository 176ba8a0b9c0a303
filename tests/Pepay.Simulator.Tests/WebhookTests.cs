using System.Net;
using System.Security.Cryptography;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class WebhookTests
{
    [Fact]
    public async Task Pepay_Event_IsSignedOverTimestampAndRawBody()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url });

        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();

        var webhook = receiver.Received.ShouldHaveSingleItem();
        webhook.Headers["X-Pepay-Event"].ShouldBe("invoice.created");
        webhook.Headers["X-Pepay-Event-ID"].ShouldBe(webhook.Json["id"]!.ToString());
        webhook.Headers["X-Pepay-Network-Environment"].ShouldBe("devnet");
        webhook.Headers["X-Pepay-Signature"].ShouldBe(Signatures.Pepay(webhook, "sim-pepay-webhook-secret"));
        webhook.Headers.ContainsKey("X-Pepay-Signature-Previous").ShouldBeFalse();
    }

    [Fact]
    public async Task XPay_Event_IsSignedWithHmacAndWithTheProvidersKey()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { XPayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        var intent = await sim.IntentAsync();

        sim.Server.PayIntent(intent["xIntentId"]!.ToString());
        await sim.Server.FlushAsync();

        var webhook = receiver.Received.Single(item => item.Type == "intent.success");
        webhook.Headers["xpay-signature"].ShouldBe(Signatures.XPay(webhook, "sim-xpay-webhook-secret"));
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(sim.Server.XPayEcdsaPublicKey), out _);
        key.VerifyData(webhook.Body, Convert.FromBase64String(webhook.Headers["xpay-private-signature"]), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            .ShouldBeTrue();
        webhook.Json["intentId"]!.ToString().ShouldBe(intent["xIntentId"]!.ToString());
        webhook.Json["status"]!.ToString().ShouldBe("SUCCESS");
        webhook.Json["amount"]!.GetValue<long>().ShouldBe(4999);
        webhook.Json["receiptId"]!.ToString().ShouldBe("order-1001");
    }

    [Fact]
    public async Task Delivery_RefusedTwice_IsRetriedWithDoublingWaits()
    {
        var clock = new ManualTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer(count => count < 2 ? 503 : 200);
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, TimeProvider = clock });

        await sim.InvoiceAsync();
        await sim.Server.FlushAsync(retries: false);
        receiver.Received.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        await sim.Server.FlushAsync(retries: false);
        receiver.Received.Count.ShouldBe(2);
        clock.Advance(TimeSpan.FromSeconds(1));
        await sim.Server.FlushAsync(retries: false);
        receiver.Received.Count.ShouldBe(2);
        clock.Advance(TimeSpan.FromSeconds(1));
        await sim.Server.FlushAsync();

        receiver.Received.Count.ShouldBe(3);
        receiver.Received.Select(item => item.Headers["X-Pepay-Event-ID"]).Distinct().ShouldHaveSingleItem();
        receiver.Received[2].Headers["X-Pepay-Timestamp"].ShouldNotBe(receiver.Received[0].Headers["X-Pepay-Timestamp"]);
        var delivery = sim.Server.Deliveries.ShouldHaveSingleItem();
        delivery.Status.ShouldBe("delivered");
        delivery.Attempts.ShouldBe(["503", "503", "200"]);
    }

    [Fact]
    public async Task Events_OfAPaidInvoice_ArriveInOrder()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, SettlementDelay = TimeSpan.FromHours(1) });
        var id = (await sim.InvoiceAsync())["invoice_id"]!.ToString();

        sim.Server.PayInvoice(id);
        await sim.Server.FlushAsync();

        receiver.Received.Select(item => item.Type).ShouldBe(["invoice.created", "invoice_payment.created", "invoice.updated"]);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_EveryType_IsInTheListAsSent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();

        var webhook = receiver.Received.ShouldHaveSingleItem();
        var listed = await sim.PepayAsync("GET", $"/api/v1/events/{webhook.Json["id"]}");

        listed.Status.ShouldBe(HttpStatusCode.OK);
        listed.Json["data"]!.ToJsonString().ShouldBe(webhook.Json.ToJsonString());
    }

    [Fact]
    public async Task Rotation_WhileItLasts_SignsWithBothSecrets()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url });

        sim.Server.RotatePepaySecret("new");
        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();
        sim.Server.EndPepaySecretRotation();
        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();

        var (during, after) = (receiver.Received[0], receiver.Received[1]);
        during.Headers["X-Pepay-Signature"].ShouldBe(Signatures.Pepay(during, "new"));
        during.Headers["X-Pepay-Signature-Previous"].ShouldBe(Signatures.Pepay(during, "sim-pepay-webhook-secret"));
        after.Headers["X-Pepay-Signature"].ShouldBe(Signatures.Pepay(after, "new"));
        after.Headers.ContainsKey("X-Pepay-Signature-Previous").ShouldBeFalse();
    }

    [Fact]
    public async Task Target_SetAgain_GetsAtOnceWhatFailedBefore()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = "http://127.0.0.1:9/nobody", WebhookRetryDelay = TimeSpan.FromHours(1) });
        await sim.InvoiceAsync();
        await sim.Server.FlushAsync(retries: false);

        sim.Server.SetWebhookTargets(receiver.Url, xpayUrl: null);
        await sim.Server.FlushAsync(retries: false);

        receiver.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Ping_FromTheDashboard_IsATestEvent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });

        sim.Server.SendPing();
        await sim.Server.FlushAsync();

        var webhook = receiver.Received.ShouldHaveSingleItem();
        webhook.Type.ShouldBe("test.ping");
        webhook.Json["data"]!["object"]!.ToJsonString().ShouldBe("""{"object":"ping","status":"ok"}""");
        sim.Server.Violations.ShouldBeEmpty();
    }
}
