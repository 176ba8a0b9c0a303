using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Pepay.EndToEnd.Support;

/// <summary>The shop as a program: started the way a person starts it, stopped by pulling the plug.</summary>
internal sealed class ShopProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ShopProgram(string folder, int port, int? simulatorPort, IReadOnlyDictionary<string, string> settings)
    {
        Url = $"http://127.0.0.1:{port}";
        SimulatorUrl = $"http://127.0.0.1:{simulatorPort}";
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] simulator = simulatorPort is null ? [] : ["--Simulator:Port", $"{simulatorPort}"];
        foreach (var argument in (string[])[Assembly, "--urls", Url, "--data", folder, .. simulator])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => ready.TrySetResult();
    }

    public string Url { get; }

    public string SimulatorUrl { get; }

    /// <summary>The most memory that the program has had so far, in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    public string Output => string.Join('\n', output);

    /// <summary>The sign-in link for the merchant area, as printed.</summary>
    public string MerchantLink => output.Select(static line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .First(static words => words is ["Merchant", ..])[1];

    private static string Assembly => typeof(ShopProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "ShopProgram").Value!;

    /// <summary>Starts the shop and waits until it says that it is open.</summary>
    public static async Task<ShopProgram> StartAsync(
        string folder, int? port = null, int? simulatorPort = null, IReadOnlyDictionary<string, string>? settings = null, bool ownSimulatorPort = true)
    {
        var shop = await RunAsync(folder, port, ownSimulatorPort ? simulatorPort ?? FreePort() : null, settings);
        if (!shop.process.HasExited)
            return shop;
        throw new InvalidOperationException($"The shop did not open (exit code {shop.process.ExitCode}):\n{shop.Output}");
    }

    /// <summary>Starts a shop that cannot open, and waits until it has given up.</summary>
    public static async Task<(int ExitCode, string Output)> FailAsync(string folder, IReadOnlyDictionary<string, string> settings, int? port = null)
    {
        await using var shop = await RunAsync(folder, port, FreePort(), settings);
        shop.process.HasExited.ShouldBeTrue($"the shop opened:\n{shop.Output}");
        await shop.process.WaitForExitAsync().WaitAsync(Patience);
        return (shop.process.ExitCode, shop.Output);
    }

    public static int FreePort() => Pepay.Tests.FreePort.Take();

    /// <summary>Ends the process without any warning, as a power cut does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().WaitAsync(Patience);
        }

        process.Dispose();
    }

    private static async Task<ShopProgram> RunAsync(string folder, int? port, int? simulatorPort, IReadOnlyDictionary<string, string>? settings)
    {
        var shop = new ShopProgram(folder, port ?? FreePort(), simulatorPort, settings ?? new Dictionary<string, string>());
        shop.process.Start();
        shop.process.BeginOutputReadLine();
        shop.process.BeginErrorReadLine();
        await shop.ready.Task.WaitAsync(Patience);
        return shop;
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        if (line.Contains("Ctrl+C", StringComparison.Ordinal))
            ready.TrySetResult();
    }
}
