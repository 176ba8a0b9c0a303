using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task Duplicate_Webhooks_ComeAsTheSameEvent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await WithAsync(receiver, new SimulatorFaults { Duplicate = 2 });

        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();

        receiver.Received.Count.ShouldBe(3);
        receiver.Received.Select(item => item.Headers["X-Pepay-Event-ID"]).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Reorder_NextThree_ComeInReverse()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await WithAsync(receiver, new SimulatorFaults { Reorder = 3 });

        sim.Server.PayInvoice((await sim.InvoiceAsync())["invoice_id"]!.ToString());
        await sim.Server.FlushAsync();

        receiver.Received.Select(item => item.Type).ShouldBe(["invoice.updated", "invoice_payment.created", "invoice.created"]);
    }

    [Fact]
    public async Task Reorder_ReleasedEarly_SendsWhatIsHeld()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await WithAsync(receiver, new SimulatorFaults { Reorder = 10 });
        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();
        receiver.Received.ShouldBeEmpty();

        sim.Server.ReleaseHeld();
        await sim.Server.FlushAsync();

        receiver.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Delay_Webhooks_WaitOnTheSimulatorsClock()
    {
        var clock = new ManualTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions
        {
            PepayWebhookUrl = receiver.Url, TimeProvider = clock, Faults = new SimulatorFaults { DelayMs = 5000 },
        });

        await sim.InvoiceAsync();
        clock.Advance(TimeSpan.FromMilliseconds(4999));
        await sim.Server.FlushAsync(retries: false);
        receiver.Received.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await sim.Server.FlushAsync();

        receiver.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Drop_NextWebhook_IsOnlyInTheList()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await WithAsync(receiver, new SimulatorFaults { DropNext = 1 });

        await sim.InvoiceAsync();
        var second = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        await sim.Server.FlushAsync();

        receiver.Received.ShouldHaveSingleItem().Json["data"]!["object"]!["id"]!.ToString().ShouldBe(second);
        sim.Server.Deliveries.Select(delivery => delivery.Status).ShouldBe(["dropped", "delivered"]);
        (await sim.PepayAsync("GET", "/api/v1/events")).Json["data"]!["data"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Drop_PercentWithASeed_ChoosesTheSameAgain()
    {
        var first = await DroppedAsync();
        var second = await DroppedAsync();

        first.ShouldBe(second);
        first.ShouldContain("dropped");
        first.ShouldContain("delivered");

        static async Task<List<string>> DroppedAsync()
        {
            await using var receiver = await WebhookReceiver.StartAsync();
            await using var sim = await WithAsync(receiver, new SimulatorFaults { DropPercent = 50, DropSeed = 7 });
            for (var i = 0; i < 12; i++)
                await sim.InvoiceAsync();
            await sim.Server.FlushAsync();
            return [.. sim.Server.Deliveries.Select(delivery => delivery.Status)];
        }
    }

    [Fact]
    public async Task AnswerNext_MatchingCalls_FailWithRetryAfter()
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 1, Status = 429, RetryAfter = "3", Match = "POST /pepay" } };

        var read = await sim.PepayAsync("GET", "/api/v1/invoices");
        var limited = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5 }, Guid.NewGuid().ToString());
        var next = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5 }, Guid.NewGuid().ToString());

        read.Status.ShouldBe(HttpStatusCode.OK);
        limited.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        limited.RetryAfter.ShouldBe("3");
        limited["error_code"].ShouldBe("RATE_LIMIT_EXCEEDED");
        next.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.InternalServerError)]
    [InlineData(false, HttpStatusCode.OK)]
    public async Task AnswerNext_StoredOrNot_DecidesWhatTheKeyReplays(bool store, HttpStatusCode expected)
    {
        await using var sim = await Sim.StartAsync();
        sim.Server.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Status = 500, Store = store } };

        var first = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");
        var second = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");

        first.Status.ShouldBe(HttpStatusCode.InternalServerError);
        first["errorCode"].ShouldBe("internal_server_error");
        second.Status.ShouldBe(expected);
    }

    [Fact]
    public async Task LoseAnswer_TheWorkIsDoneAllTheSame()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { Faults = new SimulatorFaults { LoseAnswerNext = new LoseAnswerFault() } });

        await Should.ThrowAsync<HttpRequestException>(() => sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1"));
        var again = await sim.XPayAsync("POST", "/payments/create-intent", Sample.Intent(), "k1");

        again.Status.ShouldBe(HttpStatusCode.OK);
        (await sim.XPayAsync("GET", "/payments/intents")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hang_ClientGivesUp_TheCallIsProcessedLater()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions
        {
            TimeProvider = clock, PepayWebhookUrl = "http://127.0.0.1:9/nobody", Faults = new SimulatorFaults { HangNext = new HangFault { Ms = 60_000 } },
        });
        using var impatient = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, sim.Server.PepayUrl + "/api/v1/invoices");
        request.Headers.Add("x-api-key", sim.Server.Options.PepayMerchantKey);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Content = new StringContent("""{"amount_usd":5}""", System.Text.Encoding.UTF8, "application/json");

        var call = sim.Http.SendAsync(request, impatient.Token);
        await Wait.UntilAsync(() => sim.Server.Faults.HangNext is null);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await CountAsync(sim)).ShouldBe(0);
        // The clock moves in steps: when the waiting call set its timer cannot be seen from outside.
        await Wait.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return sim.Server.Deliveries.Count > 0;
        });

        (await CountAsync(sim)).ShouldBe(1);
    }

    private static async Task<int> CountAsync(Sim sim) => (await sim.PepayAsync("GET", "/api/v1/invoices")).Json["data"]!.AsArray().Count;

    private static Task<Sim> WithAsync(WebhookReceiver receiver, SimulatorFaults faults) => Sim.StartAsync(new SimulatorOptions
    {
        PepayWebhookUrl = receiver.Url, Faults = faults, SettlementDelay = TimeSpan.FromHours(1), Extras = SimulatorExtras.Never,
    });
}
