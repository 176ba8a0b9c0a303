using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class InvoiceTests
{
    private const string Key = "0f8fad5b-d9cb-469f-a165-70867728950e";

    [Fact]
    public async Task Create_ValidRequest_GivesSessionAndUnpaidInvoice()
    {
        await using var sim = await Sim.StartAsync();

        var created = await sim.InvoiceAsync(new JsonObject { ["customer_id"] = "cust_1", ["metadata"] = new JsonObject { ["order"] = "1001" } });
        var invoice = await sim.PepayAsync("GET", $"/api/v1/invoices/{created["invoice_id"]}");

        created["payment_url"]!.GetValue<string>().ShouldStartWith(sim.Server.PepayUrl + "/pay?session=pst_");
        created["payment_session_headers"]!["x-signature"]!.ToString().ShouldBe(created["signature"]!.ToString());
        invoice["status"].ShouldBe("unpaid");
        invoice["amount"].ShouldBe("49990");
        invoice["amount_decimal"].ShouldBe("49.990");
        invoice["customer_id"].ShouldBe("cust_1");
        invoice["metadata.order"].ShouldBe("1001");
        invoice["environment"].ShouldBe("devnet");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_SameKeySameBody_ReplaysTheFirstAnswer()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });
        var body = new JsonObject { ["amount_usd"] = 5 };

        var first = await sim.PepayAsync("POST", "/api/v1/invoices", body, Key);
        var second = await sim.PepayAsync("POST", "/api/v1/invoices", body, Key);

        first.Text.ShouldContain("x_sim_extra");
        second.Text.ShouldBe(first.Text);
        (await sim.PepayAsync("GET", "/api/v1/invoices"))["data"].ShouldNotBeNull().ShouldContain(first["invoice_id"]!, Case.Sensitive);
        (await sim.PepayAsync("GET", "/api/v1/invoices")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_SameKeyOtherBody_IsAConflict()
    {
        await using var sim = await Sim.StartAsync();
        await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5 }, Key);

        var second = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 6 }, Key);

        second.Status.ShouldBe(HttpStatusCode.Conflict);
        second["error.code"].ShouldBe("IDEMPOTENCY_CONFLICT");
    }

    [Fact]
    public async Task Create_FailedFirst_KeyIsFreeAgain()
    {
        await using var sim = await Sim.StartAsync();
        var long512 = new JsonObject { ["amount_usd"] = 5, ["metadata"] = new JsonObject { ["text"] = new string('x', 512) } };

        var first = await sim.PepayAsync("POST", "/api/v1/invoices", long512, Key);
        var second = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5 }, Key);

        first.Status.ShouldBe(HttpStatusCode.BadRequest);
        first["error.message"]!.ShouldContain("512");
        second.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Create_KeyStillInWork_IsAConflict()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Faults = new SimulatorFaults { HangNext = new HangFault { Ms = 1000 } } });
        var body = new JsonObject { ["amount_usd"] = 5 };

        var first = sim.PepayAsync("POST", "/api/v1/invoices", body, Key);
        await Wait.UntilAsync(() => sim.Server.Faults.HangNext is null);
        var second = await sim.PepayAsync("POST", "/api/v1/invoices", body, Key);
        await Wait.AdvanceUntilAsync(clock, first);

        second.Status.ShouldBe(HttpStatusCode.Conflict);
        second["error.code"].ShouldBe("IDEMPOTENCY_IN_PROGRESS");
        (await first).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0F8FAD5B-D9CB-469F-A165-70867728950E")]
    [InlineData("0f8fad5b-d9cb-169f-a165-70867728950e")]
    public async Task Create_KeyMissingOrNoLowerCaseUuidV4_IsRefused(string? key)
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5 }, key);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("1000001")]
    [InlineData("0")]
    public async Task Create_AmountOutOfBounds_IsRefused(string amount)
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.PepayAsync("POST", "/api/v1/invoices", JsonNode.Parse($$"""{"amount_usd":{{amount}}}"""), Key);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Call_UnknownKey_Is401InTheDocumentedShape()
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.PepayAsync("GET", "/api/v1/invoices", key: "nobody");

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Text.ShouldBe("""{"success":false,"error":{"code":"API_KEY_INVALID","message":"Invalid API key"}}""");
    }

    [Fact]
    public async Task Pay_PartThenRest_GoesUnderpaidThenPaidThenSettled()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Never });
        var id = (await sim.InvoiceAsync())["invoice_id"]!.ToString();

        sim.Server.PayInvoice(id, 20m);
        var underpaid = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}/status");
        sim.Server.PayInvoice(id);
        var paid = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}/status");
        clock.Advance(TimeSpan.FromSeconds(4));
        var settled = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}?expand=latest_payment,payments");

        underpaid["invoice.status"].ShouldBe("underpaid");
        underpaid["invoice.amount_remaining_decimal"].ShouldBe("29.990");
        underpaid["latest_payment.status"].ShouldBe("underpaid");
        paid["invoice.status"].ShouldBe("paid");
        paid["invoice.amount_paid"].ShouldBe("49990");
        paid["latest_payment.settlement_status"].ShouldBe("pending");
        settled["latest_payment.settlement_status"].ShouldBe("settled");
        settled.Json["payments"]!.AsArray().Count.ShouldBe(2);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Expiry_TimePasses_InvoiceExpiresByItself()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Never });
        var id = (await sim.InvoiceAsync(new JsonObject { ["expires_in"] = 60_000 }))["invoice_id"];

        clock.Advance(TimeSpan.FromSeconds(59));
        var before = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}");
        clock.Advance(TimeSpan.FromSeconds(1));
        var after = await sim.PepayAsync("GET", $"/api/v1/invoices/{id}");
        var events = await sim.PepayAsync("GET", "/api/v1/events?limit=1");

        before["status"].ShouldBe("unpaid");
        after["status"].ShouldBe("expired");
        events.Json["data"]!["data"]![0]!["data"]!["object"]!["status"]!.ToString().ShouldBe("expired");
        events.Json["data"]!["data"]![0]!["data"]!["previous_attributes"]!["status"]!.ToString().ShouldBe("unpaid");
    }

    [Fact]
    public async Task List_WithCursors_WalksBothWaysWithoutGaps()
    {
        await using var sim = await Sim.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add((await sim.InvoiceAsync())["invoice_id"]!.ToString());

        var newest = await sim.PepayAsync("GET", "/api/v1/invoices?limit=2");
        var older = await sim.PepayAsync("GET", $"/api/v1/invoices?limit=2&starting_after={ids[3]}");
        var newer = await sim.PepayAsync("GET", $"/api/v1/invoices?limit=2&ending_before={ids[0]}");

        Ids(newest).ShouldBe([ids[4], ids[3]]);
        Ids(older).ShouldBe([ids[2], ids[1]]);
        Ids(newer).ShouldBe([ids[2], ids[1]]);
        newest["has_more"].ShouldBe("true");
        older["has_more"].ShouldBe("true");
        (await sim.PepayAsync("GET", $"/api/v1/invoices?starting_after={ids[0]}"))["has_more"].ShouldBe("false");
        (await sim.PepayAsync("GET", $"/api/v1/invoices?starting_after={Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task List_WithFilters_GivesOnlyWhatFits()
    {
        await using var sim = await Sim.StartAsync();
        var paid = (await sim.InvoiceAsync(new JsonObject { ["customer_id"] = "anna" }))["invoice_id"]!.ToString();
        var open = (await sim.InvoiceAsync(new JsonObject { ["customer_id"] = "bert" }))["invoice_id"]!.ToString();
        sim.Server.PayInvoice(paid);

        Ids(await sim.PepayAsync("GET", "/api/v1/invoices?status=paid,expired")).ShouldBe([paid]);
        Ids(await sim.PepayAsync("GET", "/api/v1/invoices?customer_id=bert")).ShouldBe([open]);
        Ids(await sim.PepayAsync("GET", "/api/v1/invoices/customer/anna")).ShouldBe([paid]);
        Ids(await sim.PepayAsync("GET", "/api/v1/invoices?environment=mainnet")).ShouldBeEmpty();
        Ids(await sim.PepayAsync("GET", "/api/v1/invoices?created_gte=2020-01-01T00:00:00Z")).Count.ShouldBe(2);
        var totals = await sim.PepayAsync("GET", "/api/v1/invoices/totals");
        totals["totals.paid.amount_decimal"].ShouldBe("49.990");
        totals["totals.all.count"].ShouldBe("2");
        sim.Server.Violations.ShouldBeEmpty();
    }

    private static List<string> Ids(Answer answer) => [.. answer.Json["data"]!.AsArray().Select(item => item!["id"]!.ToString())];
}
