using System.Diagnostics;

namespace Pepay.Packages.Tests;

/// <summary>A program that goes on until the test ends it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> rest;

    private RunningProgram(Process process, string said)
    {
        this.process = process;
        Said = said;
        rest = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The line that it was waited for.</summary>
    public string Said { get; }

    /// <exception cref="InvalidOperationException">It ended without the words.</exception>
    public static async Task<RunningProgram> StartAsync(string folder, string says, string program, params string[] arguments)
    {
        var process = Process.Start(Command.Prepare(folder, program, arguments))!;
        var said = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().Soon() is { } line)
            {
                if (line.Contains(says, StringComparison.Ordinal))
                    return new(process, line);
                said.Add(line);
            }
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        process.Dispose();
        throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended before it said '{says}':\n{string.Join('\n', said)}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await rest;
        process.Dispose();
    }
}
