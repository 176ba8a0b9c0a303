using System.IO.Compression;
using System.Reflection;

namespace Pepay.Packages.Tests;

/// <summary>Every package and the plugins' archive, from the one command that makes them, over what the test run has built.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("pepay-packages-");
    private readonly Lazy<Task<string>> tool;

    public PackedPackages() => tool = new(InstallToolAsync);

    /// <summary>The names of the packages, one per project that is packed.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Pepay.Generator", "Pepay.Runtime", "Pepay.Runtime.AspNetCore", "Pepay.Runtime.Sqlite", "Pepay.Runtime.PostgreSql", "Pepay.Runtime.EntityFrameworkCore",
        "Pepay.Runtime.RabbitMq", "Pepay.Api", "XPay.Api", "Pepay.Storefront", "Pepay.Simulator", "pepay",
    ];

    public static TheoryData<string> Names() => [.. All];

    /// <summary>The plugins' archive, which is packed beside them.</summary>
    public const string PluginArchive = "PepayPayments-nopCommerce-4.90.zip";

    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>Whether this is a clone: without its history nobody knows which commit the sources are of.</summary>
    public static bool IsClone { get; } = Path.Exists(Path.Combine(Root, ".git"));

    /// <summary>Debug or Release: what the test run was built as.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    public static string Version { get; } = Metadata("Version");

    public string Folder => Path.Combine(temporary.FullName, "feed");

    public async Task InitializeAsync()
    {
        var (code, output) = await Command.RunAsync(Root, "dotnet", "pack", "PepayPlatform.sln", "--no-build", "-c", Configuration, "-o", Folder, "-nologo");
        code.ShouldBe(0, output);
    }

    public Task DisposeAsync()
    {
        temporary.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The program <c>pepay</c>, installed from its package as the README says, but for all tests of this run and not for the machine.</summary>
    public Task<string> ToolAsync() => tool.Value;

    public ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(Folder, $"{package}.{Version}.nupkg"));

    private async Task<string> InstallToolAsync()
    {
        using var outside = new OutsideFolder();
        var folder = Path.Combine(temporary.FullName, "tool");
        var command = Readmes.Blocks("README.md").SelectMany(static block => block.Lines).Single(static line => line.StartsWith("dotnet tool install ", StringComparison.Ordinal))
            .Replace("--global", $"--tool-path {folder}", StringComparison.Ordinal).Replace("artifacts/packages", Folder, StringComparison.Ordinal).Split(' ');
        var (code, output) = await outside.RunAsync(outside.Folder, command[0], command[1..]);
        code.ShouldBe(0, output);
        return Path.Combine(folder, "pepay");
    }

    private static string Metadata(string key) =>
        typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}

[CollectionDefinition(Name)]
public sealed class PackedPackagesCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "packed packages";
}

internal static class ZipArchiveExtensions
{
    public static byte[] Read(this ZipArchiveEntry entry)
    {
        using var file = new MemoryStream();
        using (var content = entry.Open())
            content.CopyTo(file);
        return file.ToArray();
    }
}
