using System.Globalization;
using Pepay.Benchmarks.Measuring;
using Pepay.Benchmarks.Sections;

namespace Pepay.Benchmarks;

/// <summary>Measures the sections that are named, or all, and prints a Markdown table for each.</summary>
internal static class Program
{
    private const string Usage = "dotnet run -c Release --project tests/Pepay.Benchmarks -- [section ...] [--smoke]";

    public static async Task<int> Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (FreshProcess.IsChild(args))
            return await FreshProcess.RunChildAsync(args);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };

        var names = args.Where(arg => arg != "--smoke").ToArray();
        if (names.FirstOrDefault(name => SectionList.All.All(section => section.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"No section '{unknown}'. {Usage}");
            foreach (var section in SectionList.All)
                Console.Error.WriteLine($"  {section.Name}: {section.Title}");
            return 2;
        }

        var run = args.Contains("--smoke") ? BenchmarkRun.Smoke(Console.Out) : BenchmarkRun.Full(Console.Out);
        await run.Output.WriteLineAsync(Machine.Describe() + "\n");
        foreach (var section in SectionList.All.Where(section => names.Length == 0 || names.Contains(section.Name)))
        {
            await run.Output.WriteLineAsync($"### {section.Title}\n");
            await section.RunAsync(run, stop.Token);
            await run.Output.WriteLineAsync();
        }

        return 0;
    }
}
