using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Pepay.Model.Tests.Schedules;
using Pepay.Model.Tests.Truth;
using Pepay.Runtime.Payments;
using Pepay.Simulator;
using Xunit.Abstractions;

namespace Pepay.Model.Tests.Simulated;

/// <summary>
/// Fewer schedules, over everything that is real: webhooks over HTTP that are doubled, reordered and lost, the endpoint, the inbox on SQLite, the generated
/// clients, and a shop that restarts. <c>PEPAY_MODEL_SIMULATED</c> sets how many, <c>PEPAY_MODEL_SEED</c> which.
/// </summary>
public sealed class SimulatedScheduleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int DefaultCount = 2_000;
    private const int OrdersPerLife = 400;

    private readonly TemporaryDatabase file = new();
    private readonly LateClock clock = new();
    private readonly HttpClient client = new();
    private SimulatorServer simulator = null!;
    private SimulatedShop shop = null!;

    public async Task InitializeAsync()
    {
        simulator = await SimulatorServer.StartAsync(new SimulatorOptions { SettlementDelay = TimeSpan.FromDays(1) });
        await file.QueryAsync("CREATE TABLE shop_move (attempt TEXT, version INTEGER, label_before TEXT, label_after TEXT, PRIMARY KEY (attempt, version))");
        shop = await SimulatedShop.StartAsync(file, simulator, clock);
        simulator.SetWebhookTargets($"http://127.0.0.1:{shop.Port}/webhooks/pepay", $"http://127.0.0.1:{shop.Port}/webhooks/xpay");
        client.DefaultRequestHeaders.Add("x-api-key", simulator.Options.PepayMerchantKey);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{simulator.Options.XPayPublicKey}:{simulator.Options.XPayPrivateKey}")));
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await simulator.DisposeAsync();
        client.Dispose();
        file.Dispose();
    }

    [Fact]
    public async Task AnySchedule_OverTheSimulator_EndsInItsTruth()
    {
        var seed = ulong.TryParse(System.Environment.GetEnvironmentVariable("PEPAY_MODEL_SEED"), out var chosen) ? chosen : (ulong)Random.Shared.NextInt64();
        var count = int.TryParse(System.Environment.GetEnvironmentVariable("PEPAY_MODEL_SIMULATED"), out var number) ? number : DefaultCount;
        output.WriteLine($"{count} schedules; repeat them with PEPAY_MODEL_SEED={seed}");
        simulator.Faults = new SimulatorFaults { Duplicate = 1, Reorder = 3, DropPercent = 30, DropSeed = (int)(seed % int.MaxValue) };
        var schedules = ScheduleGenerator.Schedules.Generator.Sample(count, new Rnd(seed), 30).ToArray();
        foreach (var life in schedules.Index().Chunk(OrdersPerLife))
        {
            await Parallel.ForEachAsync(life, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, _) => await LiveAsync(item.Index, item.Item));

            // In the middle of whatever it is doing; it comes back at the same address.
            var port = shop.Port;
            await shop.DisposeAsync();
            shop = await SimulatedShop.StartAsync(file, simulator, clock, port);
        }

        simulator.Faults = new SimulatorFaults();
        simulator.ReleaseHeld();
        clock.Late = TimeSpan.FromDays(2);
        while (await shop.Sweep.RunAsync(100, default) > 0)
        {
        }

        foreach (var payment in await AllAsync(count))
            await JudgeAsync(payment);
        await JudgeMovesAsync();
        simulator.Violations.ShouldBeEmpty();
    }

    private async Task LiveAsync(int number, Schedule schedule)
    {
        var isIntent = schedule.Attempts[0].IsIntent;
        var payment = await shop.BuyAsync($"order-{number}", isIntent ? "xpay" : "pepay");
        foreach (var step in schedule.Steps)
        {
            try
            {
                await DoAsync(step, payment.PaymentId!, isIntent);
            }
            catch (InvalidOperationException)
            {
                // Not possible as things are at the provider.
            }
        }
    }

    private async Task DoAsync(Step step, string id, bool isIntent)
    {
        switch (step.Doing, isIntent)
        {
            case (Doing.PayPart, false): simulator.PayInvoice(id, 1 + (step.A % 99)); break;
            case (Doing.PayAll, false): simulator.PayInvoice(id); break;
            case (Doing.PayMore, false): simulator.PayInvoice(id, 100m); break;
            case (Doing.Expire, false): simulator.ExpireInvoice(id); break;
            case (Doing.Cancel, false): simulator.CancelInvoice(id); break;
            case (Doing.Settle, false): simulator.SettleInvoice(id); break;
            case (Doing.PayAll, true): simulator.PayIntent(id); break;
            case (Doing.Decline, true): simulator.DeclineIntent(id); break;
            case (Doing.Cancel, true): simulator.CancelIntent(id); break;
            case (Doing.RefundPart, true): simulator.RefundIntent(id, 1 + (step.A % 99)); break;
            case (Doing.RefundAll, true): simulator.RefundIntent(id); break;
            case (Doing.Dispute, true): simulator.DisputeIntent(id); break;
            case (Doing.ReviewDispute, true): simulator.DisputeIntent(id, DisputeStep.Review); break;
            case (Doing.WinDispute, true): simulator.DisputeIntent(id, DisputeStep.Won); break;
            case (Doing.LoseDispute, true): simulator.DisputeIntent(id, DisputeStep.Lost); break;
            case (Doing.Sweep, _): await shop.Sweep.RunAsync(3, default); break;
            default: break;
        }
    }

    private async Task<IReadOnlyList<Payment>> AllAsync(int count)
    {
        var all = await shop.Payments.ListAsync(count + 1, null, default);
        all.Count.ShouldBe(count);
        return all;
    }

    private async Task JudgeAsync(Payment payment)
    {
        var expected = payment.Provider == "xpay" ? await IntentAsync(payment.PaymentId!) : await InvoiceAsync(payment.PaymentId!);
        (payment.State.Label, payment.State.Received, payment.State.Refunded).ShouldBe(expected, $"{payment.OrderNumber}: the end is not the provider's truth");
    }

    private async Task<(PaymentLabel Label, decimal Received, decimal Refunded)> InvoiceAsync(string id)
    {
        using var invoice = await ReadAsync($"{simulator.PepayUrl}/api/v1/invoices/{id}");
        var paid = invoice.RootElement.GetProperty("amount_paid").GetDecimal() / 1000m;
        return (RestTruth.OfInvoice(invoice.RootElement.GetProperty("status").GetString()!, 100m, paid), paid, 0m);
    }

    private async Task<(PaymentLabel Label, decimal Received, decimal Refunded)> IntentAsync(string id)
    {
        using var intent = await ReadAsync($"{simulator.XPayUrl}/payments/v2/get-intent/{id}");
        using var refunds = await ReadAsync($"{simulator.XPayUrl}/payments/refunds/{id}");
        var refunded = refunds.RootElement.EnumerateArray().Sum(static refund => refund.GetProperty("amount").GetDecimal()) / 100m;
        var status = intent.RootElement.GetProperty("status").GetString()!;
        return (RestTruth.OfIntent(status, refunded), status is "CREATED" or "FAILED" or "CANCELLED" ? 0m : 100m, refunded);
    }

    private async Task<JsonDocument> ReadAsync(string address) => JsonDocument.Parse(await client.GetStringAsync(address));

    private async Task JudgeMovesAsync()
    {
        var moves = await file.QueryAsync("SELECT attempt || ' ' || version || ' ' || label_before || ' ' || label_after FROM shop_move ORDER BY attempt, version");
        moves.ShouldNotBeEmpty();
        foreach (var ofAttempt in moves.Select(static move => move.Split(' ')).GroupBy(static move => move[0]))
        {
            var label = PaymentLabel.Pending;
            foreach (var move in ofAttempt)
            {
                Enum.Parse<PaymentLabel>(move[2]).ShouldBe(label, "a move was lost or made twice");
                var next = Enum.Parse<PaymentLabel>(move[3]);
                RestTruth.IsForbidden(label, next, hasOldAnswers: false).ShouldBeFalse(string.Create(CultureInfo.InvariantCulture, $"{label} -> {next}"));
                label = next;
            }
        }
    }

    /// <summary>The machine's clock, or later.</summary>
    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Late;
    }
}
