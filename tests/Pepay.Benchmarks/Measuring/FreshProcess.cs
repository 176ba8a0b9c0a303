using System.Diagnostics;
using System.Globalization;
using Pepay.Benchmarks.Sections;

namespace Pepay.Benchmarks.Measuring;

/// <summary>Runs a piece of work in a process of its own, on two cores, and measures the whole of it: start, just-in-time compilation and end.</summary>
internal static class FreshProcess
{
    private const string Switch = "--child";
    private const int TwoCores = 0b11;

    /// <summary>What a process cost.</summary>
    /// <param name="Time">From its start to its end.</param>
    /// <param name="Processor">The time of all cores together, which other programs of the machine hardly change.</param>
    /// <param name="PeakBytes">The most memory that it held.</param>
    internal sealed record Cost(TimeSpan Time, TimeSpan Processor, long PeakBytes);

    /// <summary>The work that a child process can do, by name; the argument is a file.</summary>
    private static readonly Dictionary<string, Func<string, Task<long>>> Works = new(StringComparer.Ordinal)
    {
        ["nothing"] = _ => Task.FromResult(1L),
        ["generate"] = file => Task.FromResult(GenerationSection.ReadAndEmit(file)),
        ["nswag"] = GenerationSection.ReadWithNSwagAsync,
    };

    public static bool IsChild(string[] args) => args is [Switch, ..];

    public static async Task<int> RunChildAsync(string[] args)
    {
        var result = await Works[args[1]](args[2]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result} {PeakBytes()} {Environment.CpuUsage.TotalTime.Ticks}"));
        return result > 0 ? 0 : 1;
    }

    /// <summary>Does the work in a new process.</summary>
    /// <exception cref="InvalidOperationException">The work failed or had no result.</exception>
    public static async Task<Cost> RunAsync(string work, string file, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FreshProcess).Assembly.Location, Switch, work, file]) { RedirectStandardOutput = true };

        // Of the runtime's own threads too, and whatever the machine has.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "2";
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            process.ProcessorAffinity = TwoCores;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var time = clock.Elapsed;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The process for '{work}' of {file} ended with {process.ExitCode}: {output}");
        var figures = output.Split(' ');
        return new(time, TimeSpan.FromTicks(long.Parse(figures[2], CultureInfo.InvariantCulture)), long.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    // What the operating system counts, the runtime included.
    private static long PeakBytes()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
            return Process.GetCurrentProcess().PeakWorkingSet64;
        var line = File.ReadLines(Status).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
