using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class XPayIntentTests
{
    [Fact]
    public async Task Create_ValidRequest_EchoesItAndGivesACheckoutUrl()
    {
        await using var sim = await Sim.StartAsync();

        var intent = await sim.IntentAsync(new JsonObject { ["metadata"] = new JsonObject { ["attempt"] = "a1" } });
        var read = await sim.XPayAsync("GET", $"/payments/v2/get-intent/{intent["xIntentId"]}");

        intent["fwdUrl"]!.ToString().ShouldBe($"{sim.Server.XPayUrl}/checkout?xpay_intent_id={intent["xIntentId"]}");
        intent["status"]!.ToString().ShouldBe("CREATED");
        read["receiptId"].ShouldBe("order-1001");
        read["metadata.attempt"].ShouldBe("a1");
        read["cancelUrl"].ShouldBe("http://127.0.0.1:9/return");
        read.Json["fwdUrl"].ShouldBeNull();
        DateTimeOffset.TryParse(read["createdAt"], out _).ShouldBeTrue();
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(99, HttpStatusCode.BadRequest)]
    [InlineData(100, HttpStatusCode.OK)]
    public async Task Create_AmountAtTheBound_IsDecided(int amount, HttpStatusCode expected)
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(new JsonObject { ["amount"] = amount }));

        answer.Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Call_WrongKeys_Is401InTheDocumentedShape()
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.XPayAsync("GET", "/payments/intents", password: "wrong");

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer["errorCode"].ShouldBe("unauthorized");
        answer["errorDescription"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Create_SameKeyTwice_ReplaysByteForByte()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });

        var first = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "order:1001");
        var second = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "order:1001");

        second.Text.ShouldBe(first.Text);
        (await sim.XPayAsync("GET", "/payments/intents")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_FailureUnderAKey_IsReplayedUntil24HoursHavePassed()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock });
        var tooLittle = Sample.Intent(new JsonObject { ["amount"] = 5 });

        var first = await sim.XPayAsync("POST", "/payments/create-intent", tooLittle, "k1");
        var other = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");
        clock.Advance(TimeSpan.FromHours(24));
        var later = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");

        first.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.XPayAsync("POST", "/payments/create-intent", tooLittle, "k2")).Text.ShouldBe(first.Text);
        other.Status.ShouldBe(HttpStatusCode.BadRequest);
        other["errorDescription"]!.ShouldContain("other parameters");
        later.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_UsedWithAnotherApi_IsRefused()
    {
        await using var sim = await Sim.StartAsync();
        await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");

        var answer = await sim.XPayAsync("POST", "/customer/create", new JsonObject { ["customerDetails"] = new JsonObject() }, "k1");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer["errorDescription"]!.ShouldContain("another API");
    }

    [Fact]
    public async Task Key_OnAnOperationWithout_IsRefused()
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.IntentAsync())["xIntentId"];

        var answer = await sim.XPayAsync("POST", $"/payments/cancel/{id}", new JsonObject { ["xIntentId"] = id!.ToString() }, "k1");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer["errorDescription"]!.ShouldContain("does not support");
    }

    [Theory]
    [InlineData(409)]
    [InlineData(400)]
    public async Task Key_StillInWork_IsAnsweredAsConfigured(int status)
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions
        {
            TimeProvider = clock, XPayInProgressStatus = status, Faults = new SimulatorFaults { HangNext = new HangFault { Ms = 1000 } },
        });

        var first = sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");
        await Wait.UntilAsync(() => sim.Server.Faults.HangNext is null);
        var second = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");
        await Wait.AdvanceUntilAsync(clock, first);

        ((int)second.Status).ShouldBe(status);
        (await first).Status.ShouldBe(HttpStatusCode.OK);
        (await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1")).Text.ShouldBe((await first).Text);
    }

    [Fact]
    public async Task Intent_DeclinedThenPaid_HasBothCharges()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { XPayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        var id = (await sim.IntentAsync())["xIntentId"]!.ToString();

        sim.Server.DeclineIntent(id, "insufficient_funds");
        var failed = await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}");
        sim.Server.PayIntent(id);
        var paid = await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}?expand=charge_attempts,succeeded_charge");
        await sim.Server.FlushAsync();

        failed["status"].ShouldBe("FAILED");
        paid["status"].ShouldBe("SUCCESS");
        paid.Json["chargeAttempts"]!.AsArray().Select(charge => charge!["status"]!.ToString()).ShouldBe(["FAILED", "SUCCESS"]);
        paid["succeededCharge.paymentMetadata.cardMetadata.lastFourDigit"].ShouldBe("4242");
        receiver.Received.Select(item => item.Type).ShouldBe(["intent.created", "intent.failed", "intent.success"]);
        receiver.Received[1].Json["errorCode"]!.ToString().ShouldBe("insufficient_funds");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_PartThenRest_CountsInStringsOfMinorUnits()
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.IntentAsync())["xIntentId"]!.ToString();
        sim.Server.PayIntent(id);

        var part = await sim.XPayAsync("POST", "/payments/merchant/refund", new JsonObject { ["xIntentId"] = id, ["amount"] = "1999" }, "r1");
        var status = (await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}"))["status"];
        var tooMuch = await sim.XPayAsync("POST", "/payments/merchant/refund", new JsonObject { ["xIntentId"] = id, ["amount"] = "3001" });
        var rest = await sim.XPayAsync("POST", "/payments/merchant/refund", new JsonObject { ["xIntentId"] = id });
        var number = await sim.XPayAsync("POST", "/payments/merchant/refund", new JsonObject { ["xIntentId"] = id, ["amount"] = 1 });

        part["amount"].ShouldBe("1999");
        status.ShouldBe("PARTIALLY_REFUNDED");
        tooMuch.Status.ShouldBe(HttpStatusCode.BadRequest);
        rest["amount"].ShouldBe("3000");
        number.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}"))["status"].ShouldBe("REFUNDED");
        (await sim.XPayAsync("GET", $"/payments/refunds/{id}")).Json.AsArray().Count.ShouldBe(2);
        (await sim.XPayAsync("GET", $"/payments/refund/{part["refundId"]}"))["intentId"].ShouldBe(id);
    }

    [Fact]
    public async Task Dispute_EachStep_IsSentAndRead()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { XPayWebhookUrl = receiver.Url, Extras = SimulatorExtras.Never });
        var id = (await sim.IntentAsync())["xIntentId"]!.ToString();
        sim.Server.PayIntent(id);

        sim.Server.DisputeIntent(id);
        sim.Server.DisputeIntent(id, DisputeStep.Review);
        sim.Server.DisputeIntent(id, DisputeStep.Lost);
        await sim.Server.FlushAsync();

        (await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}"))["status"].ShouldBe("DISPUTE_LOST");
        receiver.Received.Select(item => item.Type).Skip(2).ShouldBe(["intent.disputed", "intent.dispute_under_review", "intent.dispute_lost"]);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_CreatedIntent_IsCancelledOnce()
    {
        await using var sim = await Sim.StartAsync();
        var id = (await sim.IntentAsync())["xIntentId"]!.ToString();

        var first = await sim.XPayAsync("POST", $"/payments/cancel/{id}", new JsonObject { ["xIntentId"] = id });
        var second = await sim.XPayAsync("POST", $"/payments/cancel/{id}", new JsonObject { ["xIntentId"] = id });

        first.Status.ShouldBe(HttpStatusCode.OK);
        second.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.XPayAsync("GET", $"/payments/v2/get-intent/{id}"))["status"].ShouldBe("CANCELLED");
        Should.Throw<InvalidOperationException>(() => sim.Server.PayIntent(id)).Message.ShouldContain("CANCELLED");
    }

    [Fact]
    public async Task List_WithOffset_WalksToTheEndAndBelongsToItsFilters()
    {
        await using var sim = await Sim.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Insert(0, (await sim.IntentAsync())["xIntentId"]!.ToString());

        var first = await sim.XPayAsync("GET", "/payments/intents?limit=2&statuses=CREATED,SUCCESS");
        var offset = Uri.EscapeDataString(first["metadata.offset"]!);
        var second = await sim.XPayAsync("GET", $"/payments/intents?limit=2&statuses=CREATED,SUCCESS&offset={offset}");
        var otherFilter = await sim.XPayAsync("GET", $"/payments/intents?limit=2&statuses=CREATED&offset={offset}");

        Ids(first).Concat(Ids(second)).ShouldBe(ids);
        second.Json["metadata"]!["offset"].ShouldBeNull();
        otherFilter.Status.ShouldBe(HttpStatusCode.BadRequest);
        first.Json["data"]![0]!["createdAt"]!.GetValue<long>().ShouldBeGreaterThan(0);
    }

    private static IEnumerable<string> Ids(Answer answer) => answer.Json["data"]!.AsArray().Select(item => item!["xIntentId"]!.ToString());
}
