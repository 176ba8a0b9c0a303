using System.IO.Compression;
using System.Reflection;

namespace Pepay.Packages.Tests;

/// <summary>Every package and the plugins' archive, from the one command that makes them, over what the test run has built.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("pepay-packages-");

    /// <summary>The names of the packages, one per project that is packed.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Pepay.Generator", "Pepay.Runtime", "Pepay.Runtime.AspNetCore", "Pepay.Runtime.Sqlite", "Pepay.Runtime.PostgreSql", "Pepay.Runtime.EntityFrameworkCore",
        "Pepay.Runtime.RabbitMq", "Pepay.Api", "XPay.Api", "Pepay.Storefront", "Pepay.Simulator", "pepay",
    ];

    public static TheoryData<string> Names() => [.. All];

    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>Whether this is a clone: without its history nobody knows which commit the sources are of.</summary>
    public static bool IsClone { get; } = Path.Exists(Path.Combine(Root, ".git"));

    public static string Version { get; } = Metadata("Version");

    public string Folder => temporary.FullName;

    public async Task InitializeAsync()
    {
        var (code, output) = await Command.RunAsync(Root, "dotnet", "pack", "PepayPlatform.sln", "--no-build", "-c", Metadata("Configuration"), "-o", Folder, "-nologo");
        code.ShouldBe(0, output);
    }

    public Task DisposeAsync()
    {
        temporary.Delete(recursive: true);
        return Task.CompletedTask;
    }

    public ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(Folder, $"{package}.{Version}.nupkg"));

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
