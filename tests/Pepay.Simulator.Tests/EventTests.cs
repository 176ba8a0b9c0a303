using System.Net;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class EventTests
{
    [Fact]
    public async Task List_EndingBefore_LeadsForwardWithoutGaps()
    {
        await using var sim = await Sim.StartAsync();
        for (var i = 0; i < 5; i++)
            await sim.InvoiceAsync();
        var all = Ids(await sim.PepayAsync("GET", "/api/v1/events"));

        var walked = new List<string>();
        var cursor = all[^1];
        while (true)
        {
            var page = await sim.PepayAsync("GET", $"/api/v1/events?limit=2&ending_before={cursor}");
            walked.AddRange(Ids(page).Reverse<string>());
            if (page["data.has_more"] == "false")
                break;
            cursor = Ids(page)[0];
        }

        walked.ShouldBe(all.Take(4).Reverse());
        Ids(await sim.PepayAsync("GET", $"/api/v1/events?limit=2&starting_after={all[1]}")).ShouldBe([all[2], all[3]]);
    }

    [Fact]
    public async Task List_Filters_GiveOnlyWhatFits()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Never });
        var first = (await sim.InvoiceAsync())["invoice_id"]!.ToString();
        clock.Advance(TimeSpan.FromMinutes(1));
        await sim.InvoiceAsync();
        sim.Server.PayInvoice(first);
        var minute = clock.GetUtcNow().ToUnixTimeSeconds();

        (await TypesAsync(sim, $"invoice_id={first}")).ShouldBe(["invoice.updated", "invoice_payment.created", "invoice.created"]);
        (await TypesAsync(sim, "type=invoice.*")).ShouldBe(["invoice.updated", "invoice.created", "invoice.created"]);
        (await TypesAsync(sim, "type=invoice_payment.created,test.ping")).ShouldBe(["invoice_payment.created"]);
        (await TypesAsync(sim, $"created%5Bgte%5D={minute}")).Count.ShouldBe(3);
        (await TypesAsync(sim, $"created%5Blte%5D={minute - 1}")).Count.ShouldBe(1);
        (await TypesAsync(sim, "environment=mainnet")).ShouldBeEmpty();
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_WithACommerceKey_HidesWhatIsNotCommerce()
    {
        await using var sim = await Sim.StartAsync();
        await sim.InvoiceAsync();
        var id = Ids(await sim.PepayAsync("GET", "/api/v1/events"))[0];

        Ids(await sim.CommerceAsync("GET", "/api/v1/events")).ShouldBeEmpty();
        (await sim.CommerceAsync("GET", $"/api/v1/events/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await sim.CommerceAsync("GET", "/api/v1/events?environment=mainnet")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task List_UnknownCursor_IsRefused()
    {
        await using var sim = await Sim.StartAsync();

        (await sim.PepayAsync("GET", "/api/v1/events?ending_before=evt_1-1")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<List<string>> TypesAsync(Sim sim, string query) =>
        [.. (await sim.PepayAsync("GET", $"/api/v1/events?{query}")).Json["data"]!["data"]!.AsArray().Select(item => item!["type"]!.ToString())];

    private static List<string> Ids(Answer answer) => [.. answer.Json["data"]!["data"]!.AsArray().Select(item => item!["id"]!.ToString())];
}
