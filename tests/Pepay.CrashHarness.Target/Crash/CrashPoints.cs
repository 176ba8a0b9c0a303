using System.Runtime.InteropServices;

namespace Pepay.CrashHarness.Target.Crash;

/// <summary>
/// Counts the points that the program passes; at the chosen one it writes its name into a file that survives the process, and sends the
/// process a real signal. Thread safe.
/// </summary>
public sealed class CrashPoints(TargetOptions options)
{
    /// <summary>The file with one line per signal.</summary>
    public const string KilledFile = "killed.txt";

    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writers = new(1, 1);

    /// <summary>How often this process has passed a point.</summary>
    public int Count(string point)
    {
        lock (gate)
            return counts.GetValueOrDefault(point);
    }

    /// <summary>Begins a transaction, though not while the process is about to be stopped.</summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> begin)
    {
        if (options.Signal == TargetOptions.Kill)
            return await begin();
        await writers.WaitAsync();
        try
        {
            return await begin();
        }
        catch
        {
            writers.Release();
            throw;
        }
    }

    /// <summary>A transaction has ended.</summary>
    public void Written()
    {
        if (options.Signal != TargetOptions.Kill)
            writers.Release();
    }

    public void Before(string step) => Pass($"before {step}");

    public void After(string step) => Pass($"after {step}");

    private void Pass(string point)
    {
        lock (gate)
        {
            var count = counts[point] = counts.GetValueOrDefault(point) + 1;
            if (point != options.Point || count != options.Occurrence)
                return;
        }

        File.AppendAllText(Path.Combine(options.Folder, KilledFile), point + "\n");

        if (options.Signal == TargetOptions.Kill)
        {
            // From inside, so that nothing more of this thread runs; a real signal, so that nothing of any thread does.
            _ = Signal(Environment.ProcessId, options.Signal);
            Thread.Sleep(Timeout.Infinite);
        }

        // A process that is stopped with the only writer's lock in its hand stops everybody; that is not what is looked at here.
        writers.Wait();
        _ = Signal(Environment.ProcessId, options.Signal);
        writers.Release();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
