using Pepay.CrashHarness.Support;
using Xunit.Abstractions;

namespace Pepay.CrashHarness;

/// <summary>Kills the program once at every named point and expects that nothing is lost and nothing doubled.</summary>
public abstract class CrashTests(ITestOutputHelper output)
{
    // Runs beside each other; each has every so manieth point.
    private const int Lanes = 2;

    private protected abstract IReadOnlyList<CrashPoint> Points { get; }

    [Fact]
    public async Task Kill_AtEveryPoint_LosesAndDoublesNothing()
    {
        var killed = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunAsync(lane, [.. Points.Where((_, i) => i % Lanes == lane)])));
        killed.SelectMany(names => names).Order().ShouldBe(Points.Select(point => point.Name).Order());
    }

    [Fact]
    public async Task Kill_AtRandomPoints_LosesAndDoublesNothing()
    {
        var seed = RunLength.Seed(output);
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed);
        await run.KillAtRandomAsync(Points, RunLength.Kills(6, 500), seed);
        var audit = await run.FinishAsync();
        output.WriteLine($"{run.Killed.Count} kills, {audit}");
        audit.ShouldBeClean();
    }

    private protected abstract Task<HarnessDatabase> CreateDatabaseAsync(string folder);

    private async Task<List<string>> RunAsync(int lane, IReadOnlyList<CrashPoint> points)
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: lane);
        foreach (var point in points)
            await run.KillAtAsync(point, occurrence: 1 + (run.Killed.Count % 3));
        var audit = await run.FinishAsync();
        output.WriteLine($"lane {lane}: {run.Killed.Count} kills, {audit}");
        audit.ShouldBeClean();
        return run.Killed;
    }
}
