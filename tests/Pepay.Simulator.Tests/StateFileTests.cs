using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class StateFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pepay-simulator-").FullName;

    private string StateFile => Path.Combine(folder, "inner", "state.json");

    [Fact]
    public async Task Restart_EverythingIsThere_AndTimersRunOn()
    {
        var clock = new ManualTimeProvider();
        string invoice, intent, eventId, ecdsa;
        var body = new JsonObject { ["amount_usd"] = 5, ["expires_in"] = 60_000 };
        var key = Guid.NewGuid().ToString();
        Answer created;
        await using (var sim = await Sim.StartAsync(new SimulatorOptions { StateFile = StateFile, TimeProvider = clock }))
        {
            created = await sim.PepayAsync("POST", "/api/v1/invoices", body, key);
            invoice = created["invoice_id"]!;
            intent = (await sim.IntentAsync())["xIntentId"]!.ToString();
            sim.Server.DeclineIntent(intent);
            eventId = (await sim.PepayAsync("GET", "/api/v1/events")).Json["data"]!["data"]![0]!["id"]!.ToString();
            ecdsa = sim.Server.XPayEcdsaPublicKey;
        }

        await using var again = await Sim.StartAsync(new SimulatorOptions { StateFile = StateFile, TimeProvider = clock, Extras = SimulatorExtras.Never });

        (await again.PepayAsync("GET", $"/api/v1/events/{eventId}")).Status.ShouldBe(HttpStatusCode.OK);
        (await again.PepayAsync("POST", "/api/v1/invoices", body, key)).Text.ShouldBe(created.Text);
        (await again.XPayAsync("GET", $"/payments/v2/get-intent/{intent}?expand=charge_attempts")).Json["chargeAttempts"]!.AsArray().Count.ShouldBe(1);
        again.Server.XPayEcdsaPublicKey.ShouldBe(ecdsa);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await again.PepayAsync("GET", $"/api/v1/invoices/{invoice}"))["status"].ShouldBe("expired");
    }

    [Fact]
    public async Task Restart_UndeliveredWebhook_IsSentToTheNewAddress()
    {
        await using (var sim = await Sim.StartAsync(new SimulatorOptions { StateFile = StateFile, PepayWebhookUrl = "http://127.0.0.1:9/nobody" }))
        {
            await sim.InvoiceAsync();
            await sim.Server.FlushAsync(retries: false);
            sim.Server.Deliveries[0].Status.ShouldBe("pending");
        }

        await using var receiver = await WebhookReceiver.StartAsync();
        await using var again = await Sim.StartAsync(new SimulatorOptions { StateFile = StateFile, PepayWebhookUrl = receiver.Url });
        await again.Server.FlushAsync();

        receiver.Received.ShouldHaveSingleItem().Type.ShouldBe("invoice.created");
    }

    [Fact]
    public async Task Start_FileThatIsNoState_SaysWhatToDo()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StateFile)!);
        await File.WriteAllTextAsync(StateFile, "{ nonsense");

        var error = await Should.ThrowAsync<InvalidOperationException>(() => SimulatorServer.StartAsync(new SimulatorOptions { StateFile = StateFile }));

        error.Message.ShouldContain(StateFile);
        error.Message.ShouldContain("Delete it");
    }

    [Fact]
    public async Task Reset_EverythingIsGone_KeysAndTargetsStay()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { StateFile = StateFile, PepayWebhookUrl = receiver.Url });
        var old = (await sim.InvoiceAsync())["invoice_id"];
        await sim.Server.FlushAsync();
        sim.Server.Faults = new SimulatorFaults { DropNext = 1 };

        sim.Server.Reset();
        await sim.InvoiceAsync();
        await sim.Server.FlushAsync();

        (await sim.PepayAsync("GET", $"/api/v1/invoices/{old}")).Status.ShouldBe(HttpStatusCode.NotFound);
        receiver.Received.Count.ShouldBe(2);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
