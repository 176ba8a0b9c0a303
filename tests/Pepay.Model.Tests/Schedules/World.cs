using Pepay.Model.Tests.Truth;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Model.Tests.Schedules;

/// <summary>One order, its attempts at the providers, and three processes of the shop over one store.</summary>
internal sealed class World
{
    private const int ProcessCount = 3;

    private readonly Process[] processes;
    private readonly List<(Payment Attempt, TruePayment Truth)> payments = [];
    private readonly List<TruePayment> mail = [];
    private bool hasOldAnswers;

    private World(Schedule schedule)
    {
        Store = new MemoryPaymentStore { Committed = Committed };
        Shop = new Shop(Store);
        for (var i = 0; i < schedule.Attempts.Length; i++)
            Add(schedule.Attempts[i], i);
        processes = [.. Enumerable.Range(0, ProcessCount).Select(_ => new Process(this))];
    }

    public static ProviderAccount Invoices { get; } = Account("invoices");

    public static ProviderAccount Intents { get; } = Account("intents");

    public MemoryPaymentStore Store { get; }

    public Shop Shop { get; }

    public SetClock Clock { get; } = new();

    /// <summary>Runs a schedule, then heals all faults and sweeps once; throws when a rule was broken on the way or the end is not the truth.</summary>
    public static void Run(Schedule schedule)
    {
        var world = new World(schedule);
        foreach (var step in schedule.Steps)
            world.Do(step);
        world.EndInTheTruth();
    }

    public TruePayment? Find(string paymentId) => payments.Find(payment => payment.Truth.Id == paymentId).Truth;

    private void Do(Step step)
    {
        var process = processes[step.B % ProcessCount];
        switch (step.Doing)
        {
            case Doing.SpeakUnknownWord:
                var speaker = Choose(payments, step.A).Truth;
                speaker.SpeaksUnknownWords = !speaker.SpeaksUnknownWords;
                mail.Add(speaker);
                break;
            case Doing.Deliver or Doing.DeliverAndKeep or Doing.Lose:
                Mail(step, process);
                break;
            case Doing.Look:
                process.Look(Choose(payments, step.A).Attempt.AttemptId);
                break;
            case Doing.Sweep:
                process.Sweep();
                break;
            case Doing.Answer:
                var age = (step.A % 5) switch { 0 or 1 => AnswerAge.Now, 2 or 3 => AnswerAge.WhenAsked, _ => AnswerAge.Before };
                hasOldAnswers |= age == AnswerAge.Before;
                process.Answer(age, step.A / 5);
                break;
            case Doing.Restart:
                // Whatever it was doing is never heard of again.
                processes[step.B % ProcessCount] = new Process(this);
                break;
            case Doing.Wait:
                Clock.Advance(TimeSpan.FromMinutes(Math.Pow(4, step.A % 6)));
                break;
            case Doing.ProviderFails:
                process.ProviderFails = true;
                break;
            case Doing.ProviderForgets:
                process.ProviderForgets = true;
                break;
            case Doing.ShopFails:
                Shop.Fails = true;
                break;
            case Doing.CommitFails:
                process.CommitFails = true;
                break;
            case Doing.CommitAnswerIsLost:
                process.CommitAnswerIsLost = true;
                break;
            default:
                var truth = Choose(payments, step.B).Truth;
                if (truth.Do(step))
                    mail.Add(truth);
                break;
        }
    }

    private void Mail(Step step, Process process)
    {
        if (mail.Count == 0)
            return;
        var payment = Choose(mail, step.A);
        if (step.Doing != Doing.DeliverAndKeep)
            mail.Remove(payment);
        if (step.Doing != Doing.Lose)
            process.Hint(payment, ProviderOf(payment));
    }

    private void EndInTheTruth()
    {
        Shop.Fails = false;
        foreach (var (_, truth) in payments)
            truth.SpeaksUnknownWords = false;

        // What still waits for an answer gets one that is as old as it can be; then all processes start again.
        foreach (var process in processes)
            process.Answer(AnswerAge.WhenAsked);
        var last = new Process(this);

        // An attempt whose creation was not answered is found by an event alone, which the provider repeats until it is taken.
        foreach (var (attempt, truth) in payments.Where(payment => Stored(payment.Attempt).PaymentId is null))
        {
            last.Hint(truth, attempt.Provider);
            last.Finish();
        }

        SweepWith(last);
        foreach (var (attempt, truth) in payments)
            JudgeState(Stored(attempt), truth);
        SweepWith(last);
        JudgeFindings();
    }

    private void SweepWith(Process process)
    {
        Clock.Advance(TimeSpan.FromDays(2));
        process.Sweep();
        process.Finish();
    }

    private void JudgeState(Payment stored, TruePayment truth)
    {
        var told = Shop.Changes.Where(change => change.After.AttemptId == stored.AttemptId).ToList();
        if (truth.IsTampered)
        {
            told.ShouldBeEmpty("money that is not the order's moved it");
            stored.Finding.ShouldNotBeNull("money that is not the order's is no finding");
            return;
        }

        (stored.State.Label, stored.State.Received, stored.State.Refunded, stored.Settlement, stored.ProviderStatus)
            .ShouldBe((truth.Label, truth.Received, truth.Refunded, truth.Settlement, truth.Answer().ProviderStatus), "the end is not the provider's truth");
        (told.Count == 0 ? PaymentLabel.Pending : told[^1].After.State.Label).ShouldBe(stored.State.Label, "the shop was told something else");
        for (var i = 1; i < told.Count; i++)
            told[i].Before.State.ShouldBe(told[i - 1].After.State, "a change was lost or told twice");
    }

    private void JudgeFindings()
    {
        var holding = payments.Where(static payment => !payment.Truth.IsTampered && Holds(payment.Truth)).Select(static payment => payment.Truth).ToList();
        foreach (var (attempt, truth) in payments.Where(static payment => !payment.Truth.IsTampered))
        {
            // One of the two has paid the order, and the other holds money for it all the same.
            var isBesides = Holds(truth) && holding.Exists(other => other != truth && (IsWhole(other) || IsWhole(truth)));
            var isStuck = truth.Settlement is SettlementState.Failed or SettlementState.Manual;
            (Stored(attempt).Finding is not null).ShouldBe(isBesides || isStuck, $"a finding that is missing or stale: {Stored(attempt).Finding}");
        }
    }

    private static bool Holds(TruePayment truth) => truth.Received > truth.Refunded && truth.Label != PaymentLabel.DisputeLost;

    private static bool IsWhole(TruePayment truth) => truth.Received >= TruePayment.Total;

    /// <summary>Sees every commit of the store.</summary>
    private void Committed(Payment before, Payment after)
    {
        Shop.Commit(before, after);
        RestTruth.IsForbidden(before.State.Label, after.State.Label, hasOldAnswers).ShouldBeFalse($"{before.State.Label} -> {after.State.Label}");
        after.State.Received.ShouldBeGreaterThanOrEqualTo(before.State.Received, "received money was forgotten");
        after.State.Refunded.ShouldBeGreaterThanOrEqualTo(before.State.Refunded, "refunded money was forgotten");
        (before.Settlement == SettlementState.Settled && after.Settlement != SettlementState.Settled).ShouldBeFalse("settled money was unsettled");
    }

    private void Add(Attempt attempt, int number)
    {
        var account = attempt.IsIntent ? Intents : Invoices;
        var payment = new Payment
        {
            AttemptId = $"attempt-{number}",
            OrderNumber = "order",
            Provider = account.Provider.Name,
            Account = account.Account,
            Environment = account.Environment,
            Amount = new Money(TruePayment.Total, "USD"),
            IdempotencyKey = $"key-{number}",
            IsCurrent = number == 0,
            PaymentId = attempt.CreationAnswerIsLost ? null : $"payment-{number}",
            State = new PaymentState { Due = TruePayment.Total },
            CreatedAt = Clock.GetUtcNow(),
            UpdatedAt = Clock.GetUtcNow(),
            NextCheckAt = Clock.GetUtcNow(),
        };
        Store.TryAddAsync(payment, new PaymentHistoryEntry(payment.CreatedAt, "checkout", "Made."), default).Result.ShouldBeTrue();
        var id = $"payment-{number}";
        TruePayment truth = attempt.IsIntent ? new TrueIntent(id, payment, attempt.Tampering) : new TrueInvoice(id, payment, attempt.Tampering);
        payments.Add((payment, truth));
        mail.Add(truth);
    }

    private Payment Stored(Payment attempt) => Store.FindAsync(attempt.AttemptId, default).Result!;

    private string ProviderOf(TruePayment truth) => payments.Find(payment => payment.Truth == truth).Attempt.Provider;

    private static T Choose<T>(List<T> among, int number) => among[number % among.Count];

    private static ProviderAccount Account(string name) => new()
    {
        Provider = new ProviderDescriptor { Name = name, DisplayName = name },
        Environment = PaymentEnvironment.Test,
    };
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SetClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
