using System.Diagnostics;
using System.Globalization;

namespace Pepay.Tests;

/// <summary>A process of <c>Pepay.Runtime.Worker</c>.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Starts a process that is ready to begin.</summary>
    public static async Task<WorkerProcess> StartAsync(string connectionString, TimeSpan lease, int concurrency = 8, string held = "", bool outside = false)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Pepay.Runtime.Worker.dll");
        string[] arguments = [program, connectionString, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture), concurrency.ToString(CultureInfo.InvariantCulture), held, outside ? "outside" : ""];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var worker = new WorkerProcess(process);
        await worker.UntilAsync("ready");
        return worker;
    }

    public Task BeginAsync() => WriteAsync("begin");

    /// <summary>Lets the held handlers go on.</summary>
    public Task GoOnAsync() => WriteAsync("go on");

    /// <summary>Waits for a line of its output.</summary>
    public async Task UntilAsync(string line)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } read)
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
        using var bound = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(bound.Token);
        process.Dispose();
    }

    private async Task WriteAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }
}
