using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Pepay.CrashHarness.Target;

namespace Pepay.CrashHarness.Support;

/// <summary>One life of the program under test.</summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    private const int Continue = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> output = [];

    private TargetProcess(TargetOptions options)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(TargetOptions).Assembly.Location, options.ToArgument() },
        };
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The target ended before it listened: {Output}"));
    }

    /// <summary>Ends when the process has.</summary>
    public Task Ended => process.WaitForExitAsync();

    public bool HasEnded => process.HasExited;

    /// <summary>Whether it died of SIGKILL.</summary>
    public bool WasKilled => process.ExitCode == 128 + TargetOptions.Kill;

    /// <summary>Whether it is stopped by SIGSTOP.</summary>
    public bool IsStopped
    {
        get
        {
            // pid (name) state ...
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T');
        }
    }

    public string Output
    {
        get
        {
            lock (output)
                return string.Join('\n', output);
        }
    }

    /// <summary>Starts it; where it listens, once it does. That it dies before it listens is not an error.</summary>
    public static async Task<(TargetProcess Process, Uri? Address)> StartAsync(TargetOptions options)
    {
        var target = new TargetProcess(options);
        target.process.Start();
        target.process.BeginOutputReadLine();
        target.process.BeginErrorReadLine();
        try
        {
            return (target, await target.listening.Task.WaitAsync(Patience));
        }
        catch (InvalidOperationException) when (target.HasEnded && target.WasKilled)
        {
            return (target, null);
        }
    }

    public void Resume() => _ = Kill(process.Id, Continue);

    /// <summary>Ends it in good order.</summary>
    public async Task StopAsync()
    {
        process.StandardInput.Close();
        await Ended.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await Ended.WaitAsync(Patience);
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        const string Greeting = "listening on ";
        if (line is null)
            return;
        lock (output)
            output.Add(line);
        if (line.StartsWith(Greeting, StringComparison.Ordinal))
            listening.TrySetResult(new Uri(line[Greeting.Length..]));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
