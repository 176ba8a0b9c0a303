using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class AccountTests
{
    [Fact]
    public async Task Tokens_SearchedAndBlocked_ChangeThePolicy()
    {
        await using var sim = await Sim.StartAsync();

        var stable = await sim.PepayAsync("GET", "/api/v1/merchant/tokens/search?supports_stable_settlement=true&limit=1&offset=1");
        var blocked = await sim.PepayAsync("POST", "/api/v1/merchant/tokens/4/block", new JsonObject { ["blocked"] = true });
        var tokens = await sim.PepayAsync("GET", "/api/v1/merchant/tokens");

        stable["total"].ShouldBe("3");
        stable.Json["tokens"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<int>().ShouldBe(2);
        blocked["blocked"].ShouldBe("true");
        tokens["acceptance_policy"].ShouldBe("selective");
        tokens.Json["tokens"]!.AsArray().Single(token => token!["id"]!.GetValue<int>() == 4)!["is_blocked"]!.GetValue<bool>().ShouldBeTrue();
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Settlement_ForTheDashboardAlone_IsReadAndSet()
    {
        await using var sim = await Sim.StartAsync();

        (await sim.PepayAsync("GET", "/api/v1/merchant/settlement-preference")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await sim.DashboardAsync("PUT", "/api/v1/merchant/settlement-token", new JsonObject { ["settlement_token_id"] = 3 }))["settlement_token.token_symbol"].ShouldBe("USDT");
        (await sim.DashboardAsync("GET", "/api/v1/merchant/settlement-preference"))["selected_settlement_token.id"].ShouldBe("3");
        (await sim.DashboardAsync("PUT", "/api/v1/merchant/settlement-token", new JsonObject { ["settlement_token_id"] = null }))["settlement_token.id"].ShouldBe("1");
        (await sim.DashboardAsync("PUT", "/api/v1/merchant/settlement-token", new JsonObject { ["settlement_token_id"] = 4 })).Status.ShouldBe(HttpStatusCode.BadRequest);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task ApiKey_CreatedAndRevoked_OpensAndCloses()
    {
        await using var sim = await Sim.StartAsync();

        var created = await sim.DashboardAsync("POST", "/api/v1/api-keys", new JsonObject { ["name"] = "Server", ["scope"] = "merchant" });
        var open = await sim.PepayAsync("GET", "/api/v1/invoices", key: created["api_key"]);
        await sim.DashboardAsync("POST", $"/api/v1/api-keys/{created["key_id"]}/revoke");
        var closed = await sim.PepayAsync("GET", "/api/v1/invoices", key: created["api_key"]);
        var listed = (await sim.DashboardAsync("GET", "/api/v1/api-keys?scope=merchant")).Json.AsArray();

        open.Status.ShouldBe(HttpStatusCode.OK);
        closed.Status.ShouldBe(HttpStatusCode.Unauthorized);
        listed.Single(key => key!["key_id"]!.ToString() == created["key_id"])!["status"]!.ToString().ShouldBe("revoked");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Environment_OfAnotherKey_IsItsOwn()
    {
        await using var sim = await Sim.StartAsync();
        var mainnet = sim.Server.AddPepayKey("merchant", SimulatorEnvironment.Mainnet);

        var created = await sim.PepayAsync("POST", "/api/v1/invoices", new JsonObject { ["amount_usd"] = 5 }, Guid.NewGuid().ToString(), mainnet);

        (await sim.PepayAsync("GET", $"/api/v1/invoices/{created["invoice_id"]}"))["environment"].ShouldBe("mainnet");
        var listed = (await sim.PepayAsync("GET", "/api/v1/events?environment=mainnet")).Json["data"]!["data"]!.AsArray();
        listed.ShouldHaveSingleItem()!["livemode"]!.GetValue<bool>().ShouldBeTrue();
        (await sim.PepayAsync("GET", "/api/v1/user/mainnet-access/status"))["current_environment"].ShouldBe("devnet");
        (await sim.PepayAsync("PUT", "/api/v1/user/environment", new JsonObject { ["environment"] = "mainnet" })).Status.ShouldBe(HttpStatusCode.Forbidden);
    }
}
