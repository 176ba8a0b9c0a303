using System.Diagnostics;
using System.Globalization;

namespace Pepay.Tests;

/// <summary>A process of <c>Pepay.Runtime.Worker</c>.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    // There so that a broken program fails a test instead of hanging it; no machine is so busy that a sound one meets it.
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Starts a process that is ready to begin.</summary>
    public static Task<WorkerProcess> StartAsync(string connectionString, TimeSpan lease, int concurrency = 8, string held = "", bool outside = false) => StartAsync(
        connectionString, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture), concurrency.ToString(CultureInfo.InvariantCulture), held, outside ? "outside" : "");

    /// <summary>Starts a process that is ready to prepare databases.</summary>
    public static Task<WorkerProcess> StartPreparingAsync() => StartAsync("prepare");

    public Task BeginAsync() => WriteAsync("begin");

    /// <summary>Has it prepare the tables of a database, as a program does that starts.</summary>
    /// <returns>What it says: "prepared", or what went wrong.</returns>
    public async Task<string> PrepareAsync(string connectionString)
    {
        await WriteAsync(connectionString);
        return await process.StandardOutput.ReadLineAsync().WaitAsync(Bound) ?? "The worker ended.";
    }

    /// <summary>Lets the held handlers go on.</summary>
    public Task GoOnAsync() => WriteAsync("go on");

    /// <summary>Waits for a line of its output.</summary>
    public async Task UntilAsync(string line)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Bound) is { } read)
        {
            if (read == line)
                return;
        }

        throw new InvalidOperationException($"The worker ended before it wrote '{line}'.");
    }

    /// <summary>Sends it a signal, such as STOP or CONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        Signal("CONT");
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Bound);
        process.Dispose();
    }

    private static async Task<WorkerProcess> StartAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Pepay.Runtime.Worker.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var worker = new WorkerProcess(process);
        await worker.UntilAsync("ready");
        return worker;
    }

    private async Task WriteAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }
}
