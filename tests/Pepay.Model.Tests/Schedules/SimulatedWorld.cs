using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Api;
using Pepay.Model.Tests.Truth;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Simulator;
using XPay.Api;

namespace Pepay.Model.Tests.Schedules;

/// <summary>
/// The same lives with nothing between shop and provider replaced: checkout, adapters and generated clients over HTTP to the simulator. What the schedules say
/// of tampering, of answers that come late and of the store's faults is left out: the providers here are honest, and one thing is done at a time.
/// </summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    private static readonly ApiRateLimit NoLimit = new(1_000_000, TimeSpan.FromSeconds(1));

    private readonly SimulatorServer simulator;
    private readonly ServiceProvider services;
    private readonly PaymentProviders providers;
    private readonly HttpClient rest = new();
    private int lives;

    private SimulatedWorld(SimulatorServer simulator)
    {
        this.simulator = simulator;
        services = new ServiceCollection().AddLogging(static logging => logging.ClearProviders())
            .AddPepay(options => (options.BaseUrl, options.MerchantApiKey, options.RequestLimit) = (new Uri(simulator.PepayUrl), simulator.Options.PepayMerchantKey, NoLimit))
            .AddXPay(options => (options.BaseUrl, options.PublicKey, options.PrivateKey, options.RequestLimit) =
                (new Uri(simulator.XPayUrl), simulator.Options.XPayPublicKey, simulator.Options.XPayPrivateKey, NoLimit))
            .BuildServiceProvider();
        providers = new PaymentProviders(services.GetServices<IPaymentProvider>());
    }

    // Settlements move when a schedule says so.
    public static async Task<SimulatedWorld> StartAsync() =>
        new(await SimulatorServer.StartAsync(new SimulatorOptions { SettlementDelay = TimeSpan.FromDays(1) }));

    /// <summary>Runs a schedule, then sweeps once; throws when a rule was broken on the way or the end is not what REST says.</summary>
    public async Task RunAsync(Schedule schedule)
    {
        var life = await Life.BeginAsync(this, schedule, $"order-{++lives}");
        foreach (var step in schedule.Steps)
            await life.DoAsync(step);
        await life.EndInTheTruthAsync();
        simulator.Violations.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        rest.Dispose();
        await services.DisposeAsync();
        await simulator.DisposeAsync();
    }

    // Read without any code of the product.
    private async Task<(PaymentLabel Label, decimal Received, decimal Refunded)> ReadTruthAsync(Payment payment)
    {
        if (payment.Provider == "pepay")
        {
            var invoice = await GetAsync($"{simulator.PepayUrl}/api/v1/invoices/{payment.PaymentId}", request => request.Headers.Add("x-api-key", simulator.Options.PepayMerchantKey));
            var paid = invoice["amount_paid"]!.GetValue<decimal>() / 1000m;
            return (RestTruth.OfInvoice(invoice["status"]!.GetValue<string>(), TruePayment.Total, paid), paid, 0m);
        }

        var status = (await GetAsync($"{simulator.XPayUrl}/payments/v2/get-intent/{payment.PaymentId}", Authorize))["status"]!.GetValue<string>();
        var refunds = (await GetAsync($"{simulator.XPayUrl}/payments/refunds/{payment.PaymentId}", Authorize)).AsArray();
        var refunded = refunds.Sum(static refund => refund!["amount"]!.GetValue<long>()) / 100m;
        return (RestTruth.OfIntent(status, refunded), status is "CREATED" or "FAILED" or "CANCELLED" ? 0m : TruePayment.Total, refunded);

        void Authorize(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{simulator.Options.XPayPublicKey}:{simulator.Options.XPayPrivateKey}")));
    }

    private async Task<JsonNode> GetAsync(string address, Action<HttpRequestMessage> authorize)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        authorize(request);
        using var answer = await rest.SendAsync(request);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
    }

    /// <summary>One order and its attempts.</summary>
    private sealed class Life
    {
        private readonly SimulatedWorld world;
        private readonly MemoryPaymentStore store;
        private readonly Shop shop;
        private readonly SetClock clock = new();
        private readonly List<Payment> payments = [];
        private readonly List<Payment> mail = [];
        private PaymentReconciler reconciler = null!;
        private PaymentSweep sweep = null!;

        private Life(SimulatedWorld world)
        {
            this.world = world;
            store = new MemoryPaymentStore { Committed = Committed };
            shop = new Shop(store);
            Restart();
        }

        private SimulatorServer Simulator => world.simulator;

        public static async Task<Life> BeginAsync(SimulatedWorld world, Schedule schedule, string order)
        {
            var life = new Life(world);
            var checkout = new CheckoutService(life.store, life.clock, NullLogger<CheckoutService>.Instance);
            foreach (var attempt in schedule.Attempts.DistinctBy(static attempt => attempt.IsIntent))
            {
                var provider = (IHostedCheckout)world.providers.Find(attempt.IsIntent ? "xpay" : "pepay", "default")!;
                life.payments.Add(await checkout.StartAsync(provider, Request(order), default));
            }

            return life;
        }

        public async Task DoAsync(Step step)
        {
            try
            {
                switch (step.Doing)
                {
                    case Doing.Deliver or Doing.DeliverAndKeep or Doing.Lose:
                        await MailAsync(step);
                        break;
                    case Doing.Look:
                        await reconciler.ReconcileAsync(Choose(payments, step.A).AttemptId, "merchant", default);
                        break;
                    case Doing.Sweep:
                        await sweep.RunAsync(10, default);
                        break;
                    case Doing.Restart:
                        Restart();
                        break;
                    case Doing.Wait:
                        clock.Advance(TimeSpan.FromMinutes(Math.Pow(4, step.A % 6)));
                        break;
                    case Doing.ProviderFails or Doing.ProviderForgets:
                        // Answers that are not worth a second try, which would take its time.
                        Simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Status = step.Doing == Doing.ProviderFails ? 403 : 404 } };
                        break;
                    case Doing.ShopFails:
                        shop.Fails = true;
                        break;
                    default:
                        Move(Choose(payments, step.B), step);
                        break;
                }
            }
            catch (Exception exception) when (exception is ApiException or PlannedFault)
            {
                // Whoever hinted hints again, or the sweep comes by.
            }
        }

        public async Task EndInTheTruthAsync()
        {
            Simulator.Faults = new SimulatorFaults();
            shop.Fails = false;
            Restart();
            clock.Advance(TimeSpan.FromDays(2));
            await sweep.RunAsync(10, default);
            foreach (var payment in payments)
            {
                var stored = (await store.FindAsync(payment.AttemptId, default))!;
                (stored.State.Label, stored.State.Received, stored.State.Refunded).ShouldBe(await world.ReadTruthAsync(stored), "the end is not the provider's truth");
                var told = shop.Changes.Where(change => change.After.AttemptId == stored.AttemptId).ToList();
                (told.Count == 0 ? PaymentLabel.Pending : told[^1].After.State.Label).ShouldBe(stored.State.Label, "the shop was told something else");
            }
        }

        private static CheckoutRequest Request(string order) => new()
        {
            OrderNumber = order,
            Amount = new Money(TruePayment.Total, "USD"),
            Description = "An order",
            CustomerName = "Ada Example",
            CustomerEmail = "ada@example.com",
            ReturnUrl = static attempt => new Uri($"https://shop.example/return/{attempt}"),
            CancelUrl = static attempt => new Uri($"https://shop.example/cancel/{attempt}"),
        };

        // A new process over the same store.
        private void Restart()
        {
            reconciler = new PaymentReconciler(
                store, world.providers, new ShopScopes(shop), new PaymentChangeSignal(clock), clock, NullLogger<PaymentReconciler>.Instance);
            sweep = new PaymentSweep(store, world.providers, reconciler, clock, NullLogger<PaymentSweep>.Instance);
        }

        private async Task MailAsync(Step step)
        {
            if (mail.Count == 0)
                return;
            var payment = Choose(mail, step.A);
            if (step.Doing != Doing.DeliverAndKeep)
                mail.Remove(payment);
            if (step.Doing != Doing.Lose)
                await reconciler.ReconcileByPaymentIdAsync(payment.Provider, payment.Account, payment.PaymentId!, "webhook", default);
        }

        private void Move(Payment payment, Step step)
        {
            if ((payment.Provider == "pepay" ? MoveInvoice(step) : MoveIntent(step)) is not { } move)
                return;
            try
            {
                move(payment.PaymentId!);
                mail.Add(payment);
            }
            catch (InvalidOperationException)
            {
                // Not in the state that it is in.
            }
        }

        private Action<string>? MoveInvoice(Step step) => step.Doing switch
        {
            Doing.PayPart => id => Simulator.PayInvoice(id, 1 + (step.A % 99)),
            Doing.PayAll => id => Simulator.PayInvoice(id),
            Doing.PayMore => id => Simulator.PayInvoice(id, TruePayment.Total),
            Doing.Expire => Simulator.ExpireInvoice,
            Doing.Cancel => Simulator.CancelInvoice,
            Doing.Settle => Simulator.SettleInvoice,
            _ => null,
        };

        private Action<string>? MoveIntent(Step step) => step.Doing switch
        {
            Doing.PayPart or Doing.PayAll or Doing.PayMore => Simulator.PayIntent,
            Doing.Decline => id => Simulator.DeclineIntent(id),
            Doing.Cancel => Simulator.CancelIntent,
            Doing.RefundPart => id => Simulator.RefundIntent(id, 1 + (step.A % 3000)),
            Doing.RefundAll => id => Simulator.RefundIntent(id),
            Doing.Dispute => id => Simulator.DisputeIntent(id),
            Doing.ReviewDispute => id => Simulator.DisputeIntent(id, DisputeStep.Review),
            Doing.WinDispute => id => Simulator.DisputeIntent(id, DisputeStep.Won),
            Doing.LoseDispute => id => Simulator.DisputeIntent(id, DisputeStep.Lost),
            _ => null,
        };

        private void Committed(Payment before, Payment after)
        {
            shop.Commit(before, after);
            RestTruth.IsForbidden(before.State.Label, after.State.Label, hasOldAnswers: false).ShouldBeFalse($"{before.State.Label} -> {after.State.Label}");
        }

        private static T Choose<T>(List<T> among, int number) => among[number % among.Count];
    }
}
