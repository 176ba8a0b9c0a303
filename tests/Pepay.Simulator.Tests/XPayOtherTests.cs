using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class XPayOtherTests
{
    [Fact]
    public async Task WebhookConfig_Registered_GetsItsTypesUnderItsOwnSecret()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync();
        var config = new JsonObject { ["eventSigner"] = "mine", ["endpoint"] = receiver.Url, ["subscribedEventTypes"] = new JsonArray("intent.success") };

        var id = (await sim.XPayAsync("POST", "/webhook", config))["webhookConfigId"]!;
        var intent = (await sim.IntentAsync())["xIntentId"]!.ToString();
        sim.Server.PayIntent(intent);
        await sim.Server.FlushAsync();

        var webhook = receiver.Received.ShouldHaveSingleItem();
        webhook.Type.ShouldBe("intent.success");
        webhook.Headers["xpay-signature"].ShouldBe(Signatures.XPay(webhook, "mine"));
        var read = await sim.XPayAsync("GET", $"/webhook/{id}");
        read["webHookUrl"].ShouldBe(receiver.Url);
        read["eventSigner"].ShouldBe("mine");
        (await sim.XPayAsync("GET", "/webhook")).Json["data"]!.AsArray().Count.ShouldBe(1);
        config["eventSigner"] = "other";
        (await sim.XPayAsync("PUT", $"/webhook/{id}", config)).Status.ShouldBe(HttpStatusCode.OK);
        (await sim.XPayAsync("GET", $"/webhook/{id}"))["eventSigner"].ShouldBe("other");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task SavedCard_SetUpThenCharged_PaysWithoutACheckout()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { XPayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        var customer = (await sim.XPayAsync("POST", "/customer/create", new JsonObject { ["customerDetails"] = new JsonObject { ["name"] = "Jane" } }))["customerId"]!;
        var setup = await sim.XPayAsync("POST", "/setup-method/create", new JsonObject { ["currency"] = "USD", ["customerId"] = customer });

        sim.Server.MoveSetupMethod(setup["setupMethodId"]!, "succeed");
        var pmId = (await sim.XPayAsync("GET", $"/setup-method/{setup["setupMethodId"]}"))["pmId"]!;
        var charge = new JsonObject { ["pmId"] = pmId, ["customerId"] = customer, ["currency"] = "USD", ["amount"] = 500 };
        var charged = await sim.XPayAsync("POST", "/payments/charge-tokenised-pm", charge, "c1");
        var tokens = await sim.XPayAsync("GET", $"/customer/{customer}/payment-method-tokens?status=LIVE");
        await sim.XPayAsync("POST", "/payment-method-token/delete", new JsonObject { ["pmId"] = pmId });
        var refused = await sim.XPayAsync("POST", "/payments/charge-tokenised-pm", charge, "c2");
        await sim.Server.FlushAsync();

        charged["status"].ShouldBe("SUCCESS");
        tokens.Json["data"]![0]!["paymentMethodId"]!.ToString().ShouldBe(pmId);
        (await sim.XPayAsync("GET", $"/payment-method-token/{pmId}"))["status"].ShouldBe("DELETED");
        refused["status"].ShouldBe("FAILED");
        receiver.Received[0].Type.ShouldBe("setup_method.success");
        receiver.Received[0].Json["pmId"]!.ToString().ShouldBe(pmId);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscription_WholeLife_ChargesItsCyclesAndEnds()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { XPayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        var created = await sim.XPayAsync("POST", "/subscription/create", Subscription(cycles: 2));
        var id = created["subscriptionId"]!;

        sim.Server.MoveSubscription(id, "start");
        var running = await sim.XPayAsync("GET", $"/subscription/get-subscription/{id}");
        var once = await sim.XPayAsync("POST", "/subscription/merchant/one-time-charge", new JsonObject { ["subscriptionId"] = id, ["amount"] = 300, ["currency"] = "USD" }, "o1");
        await sim.XPayAsync("POST", "/subscription/merchant/pause", new JsonObject { ["subscriptionId"] = id }, "p1");
        var paused = await sim.XPayAsync("GET", $"/subscription/get-subscription/{id}");
        var next = DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeMilliseconds();
        await sim.XPayAsync("POST", "/subscription/merchant/unpause", new JsonObject { ["subscriptionId"] = id, ["newNextPaymentDate"] = next });
        sim.Server.MoveSubscription(id, "charge");
        await sim.Server.FlushAsync();

        running["status"].ShouldBe("ACTIVE");
        running["remainingCycleCount"].ShouldBe("1");
        once["status"].ShouldBe("SUCCESS");
        paused["status"].ShouldBe("PAUSED");
        (await sim.XPayAsync("GET", $"/subscription/get-subscription/{id}"))["status"].ShouldBe("ENDED");
        receiver.Received.Select(item => item.Type).Where(type => type.StartsWith("subscription.")).ShouldBe([
            "subscription.created", "subscription.active", "subscription.cycle_charged", "subscription.paused",
            "subscription.active", "subscription.cycle_charged", "subscription.ended",
        ]);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscription_EditedAndCancelled_IsReadBack()
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.XPayAsync("POST", "/subscription/create", Subscription(cycles: 12)))["subscriptionId"]!;

        var edited = await sim.XPayAsync("POST", "/subscription/edit", new JsonObject { ["subscriptionId"] = id, ["newAmount"] = 700, ["newCycleCount"] = 6 });
        var cancelled = await sim.XPayAsync("POST", "/subscription/merchant/cancel", new JsonObject { ["subscriptionId"] = id });

        edited.Status.ShouldBe(HttpStatusCode.OK);
        cancelled.Status.ShouldBe(HttpStatusCode.OK);
        var read = await sim.XPayAsync("GET", $"/subscription/get-subscription/{id}");
        read["amount"].ShouldBe("700");
        read["cycleCount"].ShouldBe("6");
        read["status"].ShouldBe("CANCELLED");
    }

    [Fact]
    public async Task Link_Opened_LeadsToACheckout()
    {
        await using var sim = await Sim.StartAsync();
        var body = new JsonObject
        {
            ["amount"] = 2500,
            ["currency"] = "USD",
            ["customerDetails"] = new JsonObject { ["name"] = "Jane" },
            ["expiryDate"] = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds(),
            ["receiptId"] = "link-1",
        };

        var link = await sim.XPayAsync("POST", "/link/merchant/generate-link", body);
        var page = await sim.Http.GetStringAsync(link["shortUrl"]);

        page.ShouldContain("USD 25.00");
        (await sim.XPayAsync("GET", "/payments/intents")).Json["data"]![0]!["receiptId"]!.ToString().ShouldBe("link-1");
    }

    private static JsonObject Subscription(int cycles) => new()
    {
        ["amount"] = 500,
        ["currency"] = "USD",
        ["customerDetails"] = new JsonObject { ["name"] = "Jane", ["email"] = "jane@example.test" },
        ["callbackUrl"] = "http://127.0.0.1:9/return",
        ["interval"] = "MONTH",
        ["intervalCount"] = 1,
        ["cycleCount"] = cycles,
    };
}
