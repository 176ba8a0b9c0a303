using System.Runtime.InteropServices;

namespace Pepay.Packages.Tests;

/// <summary>
/// Where somebody works who never saw the repository: our packages come from the feed that they name, into an empty cache. What they need besides comes from
/// where this machine has it.
/// </summary>
internal sealed class OutsideFolder : IDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("pepay-outside-");

    public OutsideFolder()
    {
        Folder = temporary.CreateSubdirectory("work").FullName;
        LinkPackagesOfOthers(MachinePackages, Path.Combine(temporary.FullName, "others"));

        // In the folder around, where it stands for the machine's own configuration.
        File.WriteAllText(Path.Combine(temporary.FullName, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /></packageSources>
              <fallbackPackageFolders><clear /><add key="others" value="{temporary.FullName}/others" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public string Folder { get; }

    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // A tool's program looks there for its framework.
    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private string Cache => Path.Combine(temporary.FullName, "cache");

    /// <summary>
    /// Links all packages but ours. A machine that ever restored ours has them in its cache under the same version, and NuGet would take those rather than what
    /// was just packed.
    /// </summary>
    public static void LinkPackagesOfOthers(string cache, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var package in Directory.GetDirectories(cache).Where(static package => !IsOurs(Path.GetFileName(package))))
            Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(package)), package);
    }

    /// <summary>The packages of ours that were restored, which came from the feed: no other place has any.</summary>
    public IEnumerable<string> RestoredOfOurs() =>
        Directory.Exists(Cache) ? Directory.GetDirectories(Cache).Select(Path.GetFileName).OfType<string>().Where(IsOurs).Order(StringComparer.Ordinal) : [];

    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Names the feed to NuGet, as our READMEs say.</summary>
    public void NameFeed(PackedPackages packed) =>
        Write("nuget.config", $"""<configuration><packageSources><add key="pepay" value="{packed.Folder}" /></packageSources></configuration>""");

    public async Task<string> BuildAsync()
    {
        var (code, output) = await RunAsync(Folder, "dotnet", "build", "-nologo", "-p:TreatWarningsAsErrors=true", "-p:NuGetAudit=false");
        code.ShouldBe(0, output);
        return output;
    }

    /// <returns>The exit code, and what it printed.</returns>
    public Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments) =>
        Command.RunAsync(folder, "env", [.. Variables(), program, .. arguments]);

    /// <summary>Starts a program that goes on; returns when it has said the given words.</summary>
    public Task<RunningProgram> StartAsync(string folder, string says, string program, params string[] arguments) =>
        RunningProgram.StartAsync(folder, says, "env", [.. Variables(), program, .. arguments]);

    public void Dispose() => temporary.Delete(recursive: true);

    private static bool IsOurs(string package) => package.StartsWith("pepay", StringComparison.OrdinalIgnoreCase) || package.StartsWith("xpay", StringComparison.OrdinalIgnoreCase);

    private string[] Variables() => [$"NUGET_PACKAGES={Cache}", $"DOTNET_ROOT={DotnetRoot}", "DOTNET_NOLOGO=1"];
}
