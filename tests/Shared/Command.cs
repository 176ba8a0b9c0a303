using System.Diagnostics;

namespace Pepay.Tests;

/// <summary>Runs programs for tests of what is built and published.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    // What the test run itself got from the SDK and what would lead the started one astray.
    private static readonly string[] Inherited = ["MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBUILDFAILONDRIVEENUMERATINGWILDCARD", "VSTEST_CONNECTION_TIMEOUT"];

    /// <summary>A program with its output redirected, in an environment that has nothing of the test run.</summary>
    public static ProcessStartInfo Prepare(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var name in Inherited)
            start.Environment.Remove(name);

        // No server process of a compiler or build may outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return start;
    }

    /// <returns>The exit code, and what it printed to both streams.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = Prepare(folder, program, arguments);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {Limit}.");
        }
    }
}

/// <summary>What the tests were built as.</summary>
internal static class Build
{
    /// <summary>Debug or Release: the name of the folder in which the other projects' results are.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains(Path.DirectorySeparatorChar + "Release" + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "Release" : "Debug";
}
