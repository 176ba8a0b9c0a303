using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Model.Tests.Truth;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sync;

namespace Pepay.Model.Tests.Schedules;

/// <summary>
/// One process of the shop: a reconciler and a sweep over the shared store. It does one thing at a time and stops wherever it waits for the
/// provider, until the schedule lets the answer in; so a schedule always runs the same way.
/// </summary>
internal sealed class Process
{
    private static readonly ApiOperation Get = new() { Id = "get", Method = HttpMethod.Get, Path = "/" };

    private readonly World world;
    private readonly PaymentReconciler reconciler;
    private readonly PaymentSweep sweep;
    private Question? open;
    private Task running = Task.CompletedTask;

    public Process(World world)
    {
        this.world = world;
        var store = new Store(this);
        var providers = new PaymentProviders([new Provider(this, World.Invoices), new Provider(this, World.Intents)]);
        reconciler = new PaymentReconciler(
            store, providers, new ShopScopes(world.Shop), new PaymentChangeSignal(world.Clock), world.Clock, NullLogger<PaymentReconciler>.Instance);
        sweep = new PaymentSweep(store, providers, reconciler, world.Clock, NullLogger<PaymentSweep>.Instance);
    }

    public bool ProviderFails { get; set; }

    public bool ProviderForgets { get; set; }

    public bool CommitFails { get; set; }

    public bool CommitAnswerIsLost { get; set; }

    /// <summary>Something told that this payment changed.</summary>
    public void Hint(TruePayment payment, string provider) =>
        Begin(() => reconciler.ReconcileByPaymentIdAsync(provider, ProviderAccount.DefaultName, payment.Id, "webhook", default));

    public void Look(string attemptId) => Begin(() => reconciler.ReconcileAsync(attemptId, "merchant", default));

    public void Sweep() => Begin(() => sweep.RunAsync(10, default));

    /// <summary>Lets the provider's answer in.</summary>
    /// <param name="age">When the provider looked.</param>
    /// <param name="number">Chooses among old answers.</param>
    public void Answer(AnswerAge age, int number = 0)
    {
        if (open is not { } question)
            return;
        open = null;
        question.LetIn(age, number);
        Observe();
    }

    /// <summary>Lets all answers in until nothing runs.</summary>
    public void Finish()
    {
        while (open is not null)
            Answer(AnswerAge.Now);
        if (!running.IsCompleted)
            throw new InvalidOperationException("A call neither ended nor asked the provider.");
        running = Task.CompletedTask;
    }

    /// <summary>A rule that was broken on the way ends the schedule.</summary>
    private void Observe()
    {
        if (running.IsFaulted)
            running.GetAwaiter().GetResult();
    }

    // A fault is what the schedule asked for: whoever hinted hints again, or the sweep comes by.
    private void Begin(Func<Task> work)
    {
        Finish();
        running = RunAsync();
        Observe();

        async Task RunAsync()
        {
            try
            {
                await work();
            }
            catch (Exception exception) when (exception is ApiException or PlannedFault)
            {
            }
        }
    }

    private sealed record Question(TruePayment? Payment, PaymentSnapshot? Seen, TaskCompletionSource<PaymentSnapshot?> Answered)
    {
        public void LetIn(AnswerAge age, int number) => Answered.SetResult(age switch
        {
            AnswerAge.Now => Payment?.Answer(),
            AnswerAge.WhenAsked => Seen,
            _ => Payment?.OldAnswer(number),
        });
    }

    private sealed class Provider(Process process, ProviderAccount account) : IPaymentProvider
    {
        public ProviderAccount Account => account;

        public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
        {
            if (process.ProviderFails)
            {
                process.ProviderFails = false;
                return Task.FromException<PaymentSnapshot?>(new ApiException(Get, "No answer."));
            }

            var payment = process.ProviderForgets ? null : process.world.Find(paymentId);
            process.ProviderForgets = false;
            process.open = new Question(payment, payment?.Answer(), new TaskCompletionSource<PaymentSnapshot?>());
            return process.open.Answered.Task;
        }
    }

    /// <summary>The shared store, with the faults of this process's connection.</summary>
    private sealed class Store(Process process) : IPaymentStore
    {
        private readonly MemoryPaymentStore shared = process.world.Store;

        public Task InitializeAsync(CancellationToken cancellationToken) => shared.InitializeAsync(cancellationToken);

        public Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken) =>
            shared.TryAddAsync(payment, entry, cancellationToken);

        public async Task<bool> TryUpdateAsync(
            Payment payment, IReadOnlyList<PaymentHistoryEntry> entries, Func<DbTransaction?, CancellationToken, Task>? effect, CancellationToken cancellationToken)
        {
            var stored = await shared.TryUpdateAsync(payment, entries, async (transaction, token) =>
            {
                if (effect is not null)
                    await effect(transaction, token);
                if (process.CommitFails)
                {
                    process.CommitFails = false;
                    throw new PlannedFault();
                }
            }, cancellationToken);
            if (process.CommitAnswerIsLost)
            {
                process.CommitAnswerIsLost = false;
                throw new PlannedFault();
            }

            return stored;
        }

        public Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken) => shared.FindAsync(attemptId, cancellationToken);

        public Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken) =>
            shared.FindByPaymentIdAsync(provider, account, paymentId, cancellationToken);

        public Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) =>
            shared.ListByOrderAsync(orderNumber, cancellationToken);

        public Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken) =>
            shared.ListAsync(limit, before, cancellationToken);

        public Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            shared.ListDueAsync(now, limit, cancellationToken);

        public Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) =>
            shared.ListHistoryAsync(attemptId, cancellationToken);
    }
}

/// <summary>When the provider looked at the payment that it answers about.</summary>
internal enum AnswerAge
{
    Now,

    /// <summary>The answer took long.</summary>
    WhenAsked,

    /// <summary>Before it was asked: its machines do not all know the same.</summary>
    Before,
}

/// <summary>A fault that the schedule asked for.</summary>
internal sealed class PlannedFault() : Exception("Planned by the schedule.");
