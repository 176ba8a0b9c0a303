using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Pepay.Model.Tests.Schedules;

/// <summary>
/// At least 100,000 random schedules. <c>PEPAY_MODEL_SCHEDULES</c> sets another number, <c>PEPAY_MODEL_SEED</c> the seed of the whole run, and
/// <c>PEPAY_MODEL_REPLAY=seed,gamma,size</c>, as a failure prints it, repeats one schedule. And 4,000 over HTTP, with <c>PEPAY_LONG_TESTS=1</c> also
/// 100,000, or as many as <c>PEPAY_MODEL_HTTP_SCHEDULES</c> says.
/// </summary>
public sealed class ScheduleTests(ITestOutputHelper output)
{
    private const int DefaultCount = 100_000;
    private const int BoundedCountOverHttp = 4_000;

    private static readonly bool IsLong = System.Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1";

    [Fact]
    public async Task AnySchedule_AfterOneSweep_EndsInTheProvidersTruth()
    {
        if (System.Environment.GetEnvironmentVariable("PEPAY_MODEL_REPLAY") is { Length: > 0 } replay)
        {
            Check(1, Replay(replay));
            return;
        }

        await CheckAsync(Count("PEPAY_MODEL_SCHEDULES", DefaultCount), static (share, start) => Task.Run(() => Check(share, start)));
    }

    [Fact]
    public async Task AnySchedule_OverHttpAgainstTheSimulator_EndsInTheProvidersTruth()
    {
        var count = Count("PEPAY_MODEL_HTTP_SCHEDULES", IsLong ? DefaultCount : BoundedCountOverHttp);
        var ran = 0;
        await CheckAsync(count, async (share, start) =>
        {
            await using var world = await SimulatedWorld.StartAsync();
            await Task.Run(() => Check(share, start, schedule =>
            {
                world.RunAsync(schedule).GetAwaiter().GetResult();
                Interlocked.Increment(ref ran);
            }));
        });
        output.WriteLine($"{ran} ran over HTTP");
        ran.ShouldBe(count);
    }

    private async Task CheckAsync(int count, Func<int, Replay, Task> check)
    {
        var seed = Number("PEPAY_MODEL_SEED") ?? (ulong)Random.Shared.NextInt64();
        var parts = System.Environment.ProcessorCount;
        output.WriteLine($"{count} schedules in {parts} parts; repeat them with PEPAY_MODEL_SEED={seed}");
        await Task.WhenAll(Enumerable.Range(0, parts).Select(part =>
            check((count / parts) + (part < count % parts ? 1 : 0), new Replay(new Rnd(seed + (ulong)part), FSharpOption<int>.None))));
    }

    private static void Check(int count, Replay start, Action<Schedule>? run = null) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(start)).WithQuietOnSuccess(true),
            Prop.ForAll(ScheduleGenerator.Schedules, run ?? World.Run));

    private static Replay Replay(string text)
    {
        var numbers = text.Split(',');
        return new Replay(
            new Rnd(ulong.Parse(numbers[0], CultureInfo.InvariantCulture), ulong.Parse(numbers[1], CultureInfo.InvariantCulture)),
            numbers.Length > 2 ? FSharpOption<int>.Some(int.Parse(numbers[2], CultureInfo.InvariantCulture)) : FSharpOption<int>.None);
    }

    private static int Count(string variable, int otherwise) => Number(variable) is { } chosen ? (int)chosen : otherwise;

    private static ulong? Number(string variable) =>
        ulong.TryParse(System.Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
