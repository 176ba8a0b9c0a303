using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class StreamTests
{
    private const string Merchant = "/ws/merchant/events";
    private static readonly string Key = new SimulatorOptions().PepayMerchantKey;

    [Fact]
    public async Task Merchant_LiveEvent_IsTheSameAsInTheList()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });
        using var socket = await Socket.OpenAsync(sim, Merchant + "?format=event_v1", Key);
        await JoinedAsync(sim);

        await sim.InvoiceAsync();
        var frame = await socket.NextAsync();
        sim.Server.Faults = new SimulatorFaults();

        frame!["type"]!.ToString().ShouldBe("invoice.created");
        frame["x_sim_extra"].ShouldNotBeNull();
        var listed = (await sim.PepayAsync("GET", $"/api/v1/events/{frame["id"]}")).Json["data"]!;
        listed["data"]!["object"]!["id"]!.ToString().ShouldBe(frame["data"]!["object"]!["id"]!.ToString());
    }

    [Fact]
    public async Task Since_KnownEvent_ReplaysWhatCameAfterThenGoesOnLive()
    {
        await using var sim = await Sim.StartAsync();
        await sim.InvoiceAsync();
        var second = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        var first = await OldestEventIdAsync(sim);

        using var socket = await Socket.OpenAsync(sim, $"{Merchant}?since={first}", Key);
        var replayed = await socket.NextAsync();
        sim.Server.PayInvoice(second);

        replayed!["data"]!["object"]!["id"]!.ToString().ShouldBe(second);
        (await socket.NextTypeAsync()).ShouldBe("invoice_payment.created");
        (await socket.NextTypeAsync()).ShouldBe("invoice.updated");
    }

    [Fact]
    public async Task Since_TooOld_SaysSoAndSendsABoundedSnapshot()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { StreamReplayLimit = 2, Extras = SimulatorExtras.Never });
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
            ids.Add((await sim.InvoiceAsync())["invoice_id"]!.ToString());

        using var socket = await Socket.OpenAsync(sim, $"{Merchant}?since={await OldestEventIdAsync(sim)}", Key);
        var control = await socket.NextAsync();
        var snapshot = new[] { await socket.NextAsync(), await socket.NextAsync() };
        ids.Add((await sim.InvoiceAsync())["invoice_id"]!.ToString());
        var live = await socket.NextAsync();

        control!["object"]!.ToString().ShouldBe("ws_control");
        control["snapshot_count"]!.GetValue<int>().ShouldBe(2);
        snapshot.Append(live).Select(frame => frame!["data"]!["object"]!["id"]!.ToString()).ShouldBe(ids.Skip(2));
    }

    [Theory]
    [InlineData("invoice_payment.*", "invoice_payment.created")]
    [InlineData("invoice.updated", "invoice.updated")]
    public async Task Types_Filter_LetsOnlyThoseThrough(string types, string expected)
    {
        await using var sim = await Sim.StartAsync();
        using var socket = await Socket.OpenAsync(sim, $"{Merchant}?types={types}", Key);
        await JoinedAsync(sim);

        sim.Server.PayInvoice((await sim.InvoiceAsync())["invoice_id"]!.ToString());

        (await socket.NextTypeAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Filters_OnInvoiceAndCustomer_LeaveOutTheRest()
    {
        await using var sim = await Sim.StartAsync();
        var wanted = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        var other = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        using var byInvoice = await Socket.OpenAsync(sim, $"{Merchant}?invoice_id={wanted}", Key);
        using var byCustomer = await Socket.OpenAsync(sim, $"{Merchant}?customer_id=anna&environment=devnet", Key);
        await JoinedAsync(sim, 2);

        sim.Server.ExpireInvoice(other);
        sim.Server.ExpireInvoice(wanted);
        var anna = await sim.InvoiceAsync(new JsonObject { ["customer_id"] = "anna" });

        (await byInvoice.NextAsync())!["data"]!["object"]!["id"]!.ToString().ShouldBe(wanted);
        (await byCustomer.NextAsync())!["data"]!["object"]!["id"]!.ToString().ShouldBe(anna["invoice_id"]!.ToString());
    }

    [Fact]
    public async Task Token_Minted_OpensItsOwnStreamUntilItExpires()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Never });

        var minted = await sim.PepayAsync("POST", "/api/v1/ws/token", new JsonObject { ["scope"] = "merchant", ["ttl_seconds"] = 60 });
        var token = minted["data.token"];
        using var socket = await Socket.OpenAsync(sim, $"{Merchant}?token={token}");

        minted["data.ws_url"].ShouldBe(sim.Server.PepayUrl.Replace("http", "ws") + Merchant);
        minted["data.network_environment"].ShouldBe("devnet");
        (await Socket.RefusedAsync(sim, $"/ws/commerce/events?token={token}")).ShouldBe(HttpStatusCode.Forbidden);
        (await Socket.RefusedAsync(sim, $"{Merchant}?token={token}x")).ShouldBe(HttpStatusCode.Unauthorized);
        clock.Advance(TimeSpan.FromSeconds(60));
        (await Socket.RefusedAsync(sim, $"{Merchant}?token={token}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("commerce", 60)]
    [InlineData("merchant", 0)]
    public async Task Token_ScopeOrTtlThatDoesNotFit_IsRefused(string scope, int ttl)
    {
        await using var sim = await Sim.StartAsync();

        var answer = await sim.PepayAsync("POST", "/api/v1/ws/token", new JsonObject { ["scope"] = scope, ["ttl_seconds"] = ttl });

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("?format=other", HttpStatusCode.BadRequest)]
    [InlineData("?since=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("?types=invoice.**", HttpStatusCode.BadRequest)]
    [InlineData("?environment=moon", HttpStatusCode.BadRequest)]
    [InlineData("?color=red", HttpStatusCode.BadRequest)]
    public async Task Upgrade_MalformedQuery_IsRefusedBeforeIt(string query, HttpStatusCode expected)
    {
        await using var sim = await Sim.StartAsync();

        (await Socket.RefusedAsync(sim, Merchant + query, Key)).ShouldBe(expected);
    }

    [Fact]
    public async Task Upgrade_WithoutOrWithTheWrongKey_IsRefusedBeforeIt()
    {
        await using var sim = await Sim.StartAsync();

        (await Socket.RefusedAsync(sim, Merchant)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Socket.RefusedAsync(sim, Merchant, "nobody")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Socket.RefusedAsync(sim, Merchant, sim.Server.Options.PepayCommerceKey)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Disconnect_WithAnError_SendsWsErrorThenCloses()
    {
        await using var sim = await Sim.StartAsync();
        using var socket = await Socket.OpenAsync(sim, Merchant, Key);
        await JoinedAsync(sim);

        sim.Server.DisconnectStreams("going_away");
        var error = await socket.NextAsync();
        var end = await socket.NextAsync();

        error!["object"]!.ToString().ShouldBe("ws_error");
        error["code"]!.ToString().ShouldBe("going_away");
        end.ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
    }

    [Fact]
    public async Task Disconnect_Abruptly_EndsWithoutAClose()
    {
        await using var sim = await Sim.StartAsync();
        using var socket = await Socket.OpenAsync(sim, Merchant, Key);
        await JoinedAsync(sim);

        sim.Server.DisconnectStreams();

        (await socket.NextAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBeNull();
        await Wait.UntilAsync(() => sim.Server.OpenStreams == 0);
    }

    [Fact]
    public async Task Frames_DroppedAndDuplicated_AsAsked()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions
        {
            Extras = SimulatorExtras.Never, Faults = new SimulatorFaults { DropFrames = 1, DuplicateFrames = 1 },
        });
        using var socket = await Socket.OpenAsync(sim, Merchant, Key);
        await JoinedAsync(sim);

        await sim.InvoiceAsync();
        var second = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        var frames = new[] { await socket.NextAsync(), await socket.NextAsync() };

        frames.Select(frame => frame!["data"]!["object"]!["id"]!.ToString()).ShouldBe([second, second]);
        frames[0]!["id"]!.ToString().ShouldBe(frames[1]!["id"]!.ToString());
    }

    private static Task JoinedAsync(Sim sim, int count = 1) => Wait.UntilAsync(() => sim.Server.OpenStreams == count);

    private static async Task<string> OldestEventIdAsync(Sim sim)
    {
        var events = (await sim.PepayAsync("GET", "/api/v1/events?limit=100")).Json["data"]!["data"]!.AsArray();
        return events[^1]!["id"]!.ToString();
    }
}
