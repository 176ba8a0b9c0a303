using System.Diagnostics;

namespace Pepay.Benchmarks.Measuring;

/// <summary>Time and memory of one operation.</summary>
/// <param name="Nanoseconds">The median over all rounds.</param>
/// <param name="Bytes">What it allocates on the managed heap.</param>
internal sealed record OperationCost(double Nanoseconds, double Bytes);

/// <summary>
/// Measures two ways to do the same in turns, in one process, so that whatever else the machine does falls on both. A round is a batch of one,
/// then a batch of the other, each some milliseconds long; the ratio is the median of the rounds' ratios.
/// </summary>
internal sealed class PairedMeasurement
{
    private const int MostRounds = 101;
    private const int FewestRounds = 15;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(10);

    private PairedMeasurement(OperationCost rival, OperationCost ours, double speed)
    {
        Rival = rival;
        Ours = ours;
        Speed = speed;
    }

    public OperationCost Rival { get; }

    public OperationCost Ours { get; }

    /// <summary>Our throughput as a multiple of the rival's.</summary>
    public double Speed { get; }

    /// <summary>Our allocations as a share of the rival's.</summary>
    public double Allocations => Rival.Bytes == 0 ? double.NaN : Ours.Bytes / Rival.Bytes;

    /// <summary>Measures both. Each operation returns something, so that the compiler cannot leave it out.</summary>
    public static PairedMeasurement Run(BenchmarkRun run, Func<object?> rival, Func<object?> ours)
    {
        var rivalCount = CountPerBatch(run, rival);
        var ourCount = CountPerBatch(run, ours);
        var rivalTimes = new List<double>();
        var ourTimes = new List<double>();
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < run.Count(MostRounds) && (round < FewestRounds || clock.Elapsed < Enough); round++)
        {
            // Who goes first alternates, because a collection that one caused may fall into the other's time.
            if (round % 2 == 0)
                rivalTimes.Add(Time(rival, rivalCount));
            ourTimes.Add(Time(ours, ourCount));
            if (round % 2 != 0)
                rivalTimes.Add(Time(rival, rivalCount));
        }

        return new(new(Median(rivalTimes), Bytes(rival)), new(Median(ourTimes), Bytes(ours)), Median(rivalTimes.Zip(ourTimes, (a, b) => a / b)));
    }

    // Long enough for the just-in-time compiler's last tier.
    private static int CountPerBatch(BenchmarkRun run, Func<object?> operation)
    {
        if (run.IsSmoke)
        {
            GC.KeepAlive(operation());
            return 1;
        }

        var clock = Stopwatch.StartNew();
        var count = 0;
        while (clock.Elapsed < WarmUp)
        {
            GC.KeepAlive(operation());
            count++;
        }

        return Math.Max(1, (int)(count * (Batch / WarmUp)));
    }

    private static double Time(Func<object?> operation, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            GC.KeepAlive(operation());
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    private static double Bytes(Func<object?> operation)
    {
        const int Count = 100;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
            GC.KeepAlive(operation());
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
