using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pepay.Benchmarks.Measuring;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var build = IsOptimized ? "" : " **Debug build: the figures mean nothing.**";
        return $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Processor()}, "
            + $"{Environment.ProcessorCount} cores; a flush of 8 KiB to the disk of temporary files takes {FlushTime().TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture)} ms.{build}";
    }

    // What one commit costs at least, and so what sharing it saves. The mean: a disk with a limit stops for a while and then catches up.
    private static TimeSpan FlushTime()
    {
        const int Flushes = 1000;
        using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        var page = new byte[8192];
        var begin = Stopwatch.GetTimestamp();
        for (var flush = 0; flush < Flushes; flush++)
        {
            file.Position = 0;
            file.Write(page);
            file.Flush(flushToDisk: true);
        }

        return Stopwatch.GetElapsedTime(begin) / Flushes;
    }

#if DEBUG
    private static bool IsOptimized => false;
#else
    private static bool IsOptimized => true;
#endif

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        var line = File.Exists(Information) ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown processor" : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
