using FsCheck;
using FsCheck.Fluent;

namespace Pepay.Model.Tests.Schedules;

/// <summary>Random schedules, and smaller ones of one that failed.</summary>
internal static class ScheduleGenerator
{
    private const int LongestSchedule = 40;

    private static readonly Gen<Step> Steps =
        from doing in Gen.Frequency(
            (8, Gen.Elements(Doing.PayPart, Doing.PayAll, Doing.PayAll, Doing.PayMore)),
            (3, Gen.Elements(Doing.Expire, Doing.Cancel, Doing.Decline)),
            (4, Gen.Elements(Doing.RefundPart, Doing.RefundAll)),
            (4, Gen.Elements(Doing.Dispute, Doing.ReviewDispute, Doing.WinDispute, Doing.LoseDispute)),
            (2, Gen.Constant(Doing.Settle)),
            (1, Gen.Constant(Doing.SpeakUnknownWord)),
            (10, Gen.Elements(Doing.Deliver, Doing.Deliver, Doing.DeliverAndKeep, Doing.Lose)),
            (8, Gen.Elements(Doing.Look, Doing.Sweep, Doing.Wait)),
            (10, Gen.Constant(Doing.Answer)),
            (2, Gen.Constant(Doing.Restart)),
            (4, Gen.Elements(Doing.ProviderFails, Doing.ProviderForgets, Doing.ShopFails, Doing.CommitFails, Doing.CommitAnswerIsLost)))
        from a in Gen.Choose(0, 1000)
        from b in Gen.Choose(0, 1000)
        select new Step(doing, a, b);

    // Single steps, and steps that the shop learns of at once: so that long lives are not only heard of at their end.
    private static readonly Gen<Step[]> Stretches = Gen.Frequency(
        (3, from step in Steps select new[] { step }),
        (1, from step in Steps
            from process in Gen.Choose(0, 1000)
            select new[] { step, new Step(Doing.Look, step.B, process), new Step(Doing.Answer, 0, process) }));

    private static readonly Gen<Attempt> Attempts =
        from isIntent in Gen.Elements(true, false)
        from tampering in Gen.Frequency((12, Gen.Constant(Tampering.None)), (1, Gen.Elements(Enum.GetValues<Tampering>())))
        from lost in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(tampering == Tampering.None)))
        select new Attempt(isIntent, tampering, lost);

    public static Arbitrary<Schedule> Schedules { get; } = Arb.From(
        from attempts in Gen.Frequency((2, Gen.ArrayOf(Attempts, 1)), (1, Gen.ArrayOf(Attempts, 2)))
        from length in Gen.Choose(1, LongestSchedule)
        from stretches in Gen.ArrayOf(Stretches, length)
        select new Schedule(attempts, [.. stretches.SelectMany(static stretch => stretch).Take(length)]),
        Shrink);

    private static IEnumerable<Schedule> Shrink(Schedule schedule)
    {
        if (schedule.Attempts.Length > 1)
            yield return schedule with { Attempts = schedule.Attempts[..1] };
        for (var size = schedule.Steps.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= schedule.Steps.Length; at += size)
                yield return schedule with { Steps = [.. schedule.Steps[..at], .. schedule.Steps[(at + size)..]] };
        }
    }
}
