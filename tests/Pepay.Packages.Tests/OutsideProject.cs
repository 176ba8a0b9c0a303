using System.Diagnostics;

namespace Pepay.Packages.Tests;

/// <summary>
/// A project of somebody who never saw the repository: a folder of its own, our packages from a feed into an empty cache. What they need besides comes from
/// where this machine has it.
/// </summary>
internal sealed class OutsideProject : IDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("pepay-outside-");

    public OutsideProject(PackedPackages packed) => Write("nuget.config", $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{Folder}/cache" /></config>
          <packageSources><clear /><add key="packed" value="{packed.Folder}" /></packageSources>
          <fallbackPackageFolders><add key="built" value="{Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages")}" /></fallbackPackageFolders>
        </configuration>
        """);

    public string Folder => temporary.FullName;

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    public async Task BuildAsync()
    {
        var (code, output) = await Command.RunAsync(Folder, "dotnet", "build", "-nologo", "-p:TreatWarningsAsErrors=true", "-p:NuGetAudit=false");
        code.ShouldBe(0, output);
    }

    public Task<RunningProgram> StartAsync(string assembly, params string[] arguments) =>
        RunningProgram.StartAsync(Folder, Path.Combine("bin", "Debug", "net10.0", assembly + ".dll"), arguments);

    public void Dispose() => temporary.Delete(recursive: true);
}

/// <summary>A web program on a port that the system chose.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process process;
    private readonly Task rest;

    private RunningProgram(Process process, string address)
    {
        this.process = process;
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };
        rest = process.StandardOutput.ReadToEndAsync();
    }

    public HttpClient Http { get; }

    public static async Task<RunningProgram> StartAsync(string folder, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().Soon() is { } line)
        {
            said.Add(line);
            if (line.Contains(Listening, StringComparison.Ordinal))
                return new(process, line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
        }

        process.Dispose();
        throw new InvalidOperationException($"The program ended before it listened:\n{string.Join('\n', said)}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await rest;
        process.Dispose();
    }
}
