using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class PayorTests
{
    [Fact]
    public async Task Session_BeforeAndAfterAPartialPayment_TellsWhatIsLocked()
    {
        await using var sim = await Sim.StartAsync();
        var created = await sim.InvoiceAsync();
        var session = created["payment_session_headers"]!;

        var before = await sim.PayorAsync("GET", "/api/v1/payments/session-details", session);
        var allTokens = (await sim.PayorAsync("GET", "/api/v1/payments/available-tokens", session)).Json.AsArray();
        sim.Server.PayInvoice(created["invoice_id"]!.ToString(), 20m);
        var after = await sim.PayorAsync("GET", "/api/v1/payments/session-details", session);
        var lockedTokens = (await sim.PayorAsync("GET", "/api/v1/payments/available-tokens", session)).Json.AsArray();

        before["invoice_status"].ShouldBe("unpaid");
        before["locked_network"].ShouldBeNull();
        after["invoice_status"].ShouldBe("underpaid");
        after["amount_remaining_usd"].ShouldBe("29.99");
        after["locked_network"].ShouldBe("base");
        allTokens.Count.ShouldBeGreaterThan(1);
        allTokens[0]!["availability_status"]!.ToString().ShouldBe("DEVNET");
        lockedTokens.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(after["locked_token_id"]);
        (await sim.PayorAsync("GET", "/api/v1/payments/payment-status", session))["status"].ShouldBe("underpaid");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_Allocated_OpensThePayorsStreamWithQuotes()
    {
        await using var sim = await Sim.StartAsync();
        var created = await sim.InvoiceAsync();
        var session = created["payment_session_headers"]!;
        var choice = new JsonObject { ["network"] = "solana", ["tokenId"] = 2 };

        var first = await sim.PayorAsync("POST", "/api/v1/payments/payment-addresses", session, choice);
        using var socket = await Socket.OpenAsync(sim, first["ws_connection.ws_url"] + "&token=" + first["ws_connection.token"]);
        await Wait.UntilAsync(() => sim.Server.OpenStreams == 1);
        var second = await sim.PayorAsync("POST", "/api/v1/payments/payment-addresses", session, choice);
        var quote = await socket.NextAsync();
        sim.Server.PayInvoice(created["invoice_id"]!.ToString());

        first["quote_status"].ShouldBe("available");
        first["estimated_token_amount"].ShouldBe("49.990000");
        second["temp_address"].ShouldNotBe(first["temp_address"]);
        quote!["type"]!.ToString().ShouldBe("payment_quote.updated");
        quote["data"]!["object"]!["network"]!.ToString().ShouldBe("solana");
        (await socket.NextTypeAsync()).ShouldBe("invoice_payment.created");
        var types = (await sim.PepayAsync("GET", "/api/v1/events")).Json["data"]!["data"]!.AsArray().Select(item => item!["type"]!.ToString());
        types.ShouldNotContain("payment_quote.updated");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_TokenNotOnThatNetwork_IsRefused()
    {
        await using var sim = await Sim.StartAsync();
        var session = (await sim.InvoiceAsync())["payment_session_headers"]!;

        var answer = await sim.PayorAsync("POST", "/api/v1/payments/payment-addresses", session, new JsonObject { ["network"] = "base", ["tokenId"] = 2 });

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task EmailAndQuestions_Answered_AreKept()
    {
        await using var sim = await Sim.StartAsync();
        var question = new JsonObject { ["id"] = "q1", ["question"] = "Where to?", ["type"] = "email", ["validation"] = new JsonObject { ["required"] = true } };
        var created = await sim.InvoiceAsync(new JsonObject { ["questions"] = new JsonObject { ["questions"] = new JsonArray(question) } });
        var session = created["payment_session_headers"]!;

        var set = await sim.PayorAsync("POST", "/api/v1/payments/customer-email", session, new JsonObject { ["email"] = "jane@example.test" });
        var questions = await sim.PayorAsync("GET", "/api/v1/payments/invoice-questions", session);
        var answers = new JsonObject { ["responses"] = new JsonArray(new JsonObject { ["question_id"] = "q1", ["response"] = "jane@example.test" }) };
        var submitted = await sim.PayorAsync("POST", "/api/v1/payments/submit-form", session, answers);
        sim.Server.ExpireInvoice(created["invoice_id"]!.ToString());
        var late = await sim.PayorAsync("POST", "/api/v1/payments/customer-email", session, new JsonObject { ["email"] = "late@example.test" });

        set["success"].ShouldBe("true");
        (await sim.PayorAsync("GET", "/api/v1/payments/customer-email", session))["email"].ShouldBe("jane@example.test");
        questions.Json["questions"]!["questions"]![0]!["id"]!.ToString().ShouldBe("q1");
        submitted["success"].ShouldBe("true");
        late.Status.ShouldBe(HttpStatusCode.Gone);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Verification_Triggered_IsPending()
    {
        await using var sim = await Sim.StartAsync();
        var created = await sim.InvoiceAsync();
        var session = created["payment_session_headers"]!;
        var path = $"/api/v1/invoice/{created["invoice_id"]}/verify";

        (await sim.PayorAsync("GET", path, session)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await sim.PayorAsync("POST", path, session, new JsonObject { ["network"] = "bsc" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.PayorAsync("POST", path, session))["data.job_status"].ShouldBe("pending");
        (await sim.PayorAsync("GET", path, session))["data.invoice_id"].ShouldBe(created["invoice_id"]!.ToString());
    }

    [Fact]
    public async Task Session_WrongCredentials_AreToldApart()
    {
        await using var sim = await Sim.StartAsync();
        var mine = (await sim.InvoiceAsync())["payment_session_headers"]!;
        var other = (await sim.InvoiceAsync())["payment_session_headers"]!;

        (await StatusAsync(mine["x-session-token"], "sig_nonsense")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(mine["x-session-token"], other["x-signature"])).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync("pst_unknown", mine["x-signature"])).ShouldBe(HttpStatusCode.NotFound);

        async Task<HttpStatusCode> StatusAsync(JsonNode? token, JsonNode? signature) =>
            (await sim.PayorAsync("GET", "/api/v1/payments/session-details", new JsonObject { ["x-session-token"] = token!.DeepClone(), ["x-signature"] = signature!.DeepClone() })).Status;
    }
}
