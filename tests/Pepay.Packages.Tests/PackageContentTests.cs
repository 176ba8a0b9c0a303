using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pepay.Packages.Tests;

/// <summary>What a stranger gets: each package has what it needs to be understood and debugged, and nothing besides.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed partial class PackageContentTests(PackedPackages packed)
{
    private const string Sources = "https://github.com/pepay-platform/pepay-platform/blob/main/";
    private const string Both = "net8.0 net10.0";
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public void Command_Packs_EveryPackageAndTheArchiveAndNothingElse() =>
        Directory.EnumerateFiles(packed.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            PackedPackages.All.Select(static name => $"{name}.{PackedPackages.Version}.nupkg").Append(PackedPackages.PluginArchive).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void Manifest_OfAPackage_SaysWhatItIsAndWhereItIsFrom(string package)
    {
        using var archive = packed.Open(package);
        var manifest = Manifest(archive, package);

        Value("id").ShouldBe(package);
        Value("version").ShouldBe(PackedPackages.Version);
        Value("license").ShouldBe("MIT");
        Value("icon").ShouldBe("icon.png");
        Value("readme").ShouldBe("README.md");
        Value("description").Length.ShouldBeGreaterThan(30);
        var repository = manifest.Element(manifest.Name.Namespace + "repository")!;
        repository.Attribute("type")!.Value.ShouldBe("git");
        repository.Attribute("url")!.Value.ShouldStartWith("https://");
        repository.Attribute("commit")?.Value.Length.ShouldBe(40);
        (repository.Attribute("commit") is not null).ShouldBe(PackedPackages.IsClone);
        archive.GetEntry("icon.png")!.Read().ShouldBe(File.ReadAllBytes(Path.Combine(PackedPackages.Root, "icon.png")));
        Encoding.UTF8.GetString(archive.GetEntry("README.md")!.Read()).ShouldStartWith("# ");

        string Value(string name) => manifest.Element(manifest.Name.Namespace + name)!.Value;
    }

    /// <summary>Beside a package there is nothing that a relative link could mean.</summary>
    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void Readme_OfAPackage_LinksToFilesOfTheRepository(string package)
    {
        using var archive = packed.Open(package);

        LeadToTheRepository(archive.GetEntry("README.md")!);
    }

    [Theory]
    [InlineData("Pepay.Runtime", Both, "Microsoft.Extensions.DependencyInjection.Abstractions Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions Microsoft.Extensions.Hosting.Abstractions Microsoft.Extensions.Logging.Abstractions Microsoft.Extensions.Options Polly.Core")]
    [InlineData("Pepay.Runtime.AspNetCore", Both, "Pepay.Runtime")]
    [InlineData("Pepay.Runtime.Sqlite", Both, "Pepay.Runtime")]
    [InlineData("Pepay.Runtime.PostgreSql", Both, "Npgsql Pepay.Runtime")]
    [InlineData("Pepay.Runtime.EntityFrameworkCore", "net10.0", "Microsoft.EntityFrameworkCore.Relational Pepay.Runtime")]
    [InlineData("Pepay.Runtime.RabbitMq", Both, "Pepay.Runtime RabbitMQ.Client")]
    [InlineData("Pepay.Api", Both, "Pepay.Runtime")]
    [InlineData("XPay.Api", Both, "Pepay.Runtime")]
    [InlineData("Pepay.Storefront", Both, "Pepay.Runtime.AspNetCore")]
    [InlineData("Pepay.Simulator", "net10.0", "NJsonSchema NSwag.Core Namotion.Reflection Newtonsoft.Json YamlDotNet")]
    public void Library_HasItsDllAndDocumentationPerFramework_AndTheseDependencies(string package, string frameworks, string dependencies)
    {
        using var archive = packed.Open(package);
        var expected = frameworks.Split(' ').SelectMany(framework => new[] { $"lib/{framework}/{package}.dll", $"lib/{framework}/{package}.xml" });

        Files(archive, "lib/").Where(static file => !file.EndsWith(".json", StringComparison.Ordinal)).ShouldBe(expected.Order(StringComparer.Ordinal));
        var groups = Manifest(archive, package).Descendants().Where(static element => element.Name.LocalName == "group" && element.Parent!.Name.LocalName == "dependencies").ToList();
        groups.Select(static group => group.Attribute("targetFramework")!.Value).Order(StringComparer.Ordinal).ShouldBe(frameworks.Split(' ').Order(StringComparer.Ordinal));
        foreach (var group in groups)
            group.Elements().Select(static element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal).ShouldBe(dependencies.Split(' '));
    }

    [Fact]
    public void Generator_IsAnAnalyzerWithItsOneDependencyInside()
    {
        using var archive = packed.Open("Pepay.Generator");

        Dlls(archive).Select(static entry => entry.FullName).ShouldBe(["analyzers/dotnet/roslyn4.8/cs/Pepay.Generator.dll", "analyzers/dotnet/roslyn4.8/cs/YamlDotNet.dll"]);
        Files(archive, "build/").ShouldBe(["build/Pepay.Generator.props", "build/Pepay.Generator.targets"]);
        Manifest(archive, "Pepay.Generator").Descendants().ShouldNotContain(static element => element.Name.LocalName == "dependency");
        archive.GetEntry("THIRD-PARTY-NOTICES.txt").ShouldNotBeNull();
    }

    [Fact]
    public void Tool_IsCalledPepay()
    {
        using var archive = packed.Open("pepay");
        var settings = XDocument.Load(new MemoryStream(archive.GetEntry("tools/net10.0/any/DotnetToolSettings.xml")!.Read()));

        var command = settings.Descendants("Command").ShouldHaveSingleItem();
        command.Attribute("Name")!.Value.ShouldBe("pepay");
        archive.GetEntry($"tools/net10.0/any/{command.Attribute("EntryPoint")!.Value}").ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void OwnDlls_OfAPackage_HaveTheirSymbolsAndTheAddressesOfTheirSources(string package)
    {
        using var archive = packed.Open(package);
        var own = Dlls(archive).Where(static entry => IsOurs(entry.Name)).ToList();

        own.ShouldNotBeEmpty();
        foreach (var dll in own)
            HasSymbolsAndSources(dll);
    }

    [Fact]
    public void PluginArchive_OwnDlls_HaveTheirSymbolsAndTheVersionOfThePackages()
    {
        using var archive = ZipFile.OpenRead(Path.Combine(packed.Folder, PackedPackages.PluginArchive));
        var own = Dlls(archive).Where(static entry => IsOurs(entry.Name)).ToList();

        own.Count.ShouldBe(5);
        foreach (var dll in own)
            HasSymbolsAndSources(dll);
        foreach (var descriptor in archive.Entries.Where(static entry => entry.Name == "plugin.json"))
            Encoding.UTF8.GetString(descriptor.Read()).ShouldContain($"\"Version\": \"{PackedPackages.Version}\"");
    }

    [Fact]
    public void PluginArchive_Readmes_LinkToFilesOfTheRepository()
    {
        using var archive = ZipFile.OpenRead(Path.Combine(packed.Folder, PackedPackages.PluginArchive));
        var readmes = archive.Entries.Where(static entry => entry.Name == "README.md").ToList();

        readmes.Count.ShouldBe(2);
        readmes.ForEach(LeadToTheRepository);
    }

    private static void LeadToTheRepository(ZipArchiveEntry readme)
    {
        var links = Link().Matches(Readmes.WithoutCode(Encoding.UTF8.GetString(readme.Read()))).Select(static match => match.Groups["target"].Value).ToList();

        links.Where(static link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith('#')).ShouldBeEmpty();
        links.Where(static link => link.StartsWith(Sources, StringComparison.Ordinal)).Select(static link => Path.Combine(PackedPackages.Root, link[Sources.Length..].Split('#')[0]))
            .Where(static file => !Path.Exists(file)).ShouldBeEmpty();
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("Pepay.", StringComparison.Ordinal) || name.StartsWith("XPay.", StringComparison.Ordinal) || name.StartsWith("Nop.Plugin.", StringComparison.Ordinal) || name == "pepay.dll";

    private static IEnumerable<ZipArchiveEntry> Dlls(ZipArchive archive) =>
        archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).OrderBy(static entry => entry.FullName, StringComparer.Ordinal);

    private static IEnumerable<string> Files(ZipArchive archive, string folder) =>
        archive.Entries.Select(static entry => entry.FullName).Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static XElement Manifest(ZipArchive archive, string package) =>
        XDocument.Load(new MemoryStream(archive.GetEntry($"{package}.nuspec")!.Read())).Root!.Elements().First();

    private static void HasSymbolsAndSources(ZipArchiveEntry dll)
    {
        using var image = new PEReader(new MemoryStream(dll.Read()));
        var embedded = image.ReadDebugDirectory().Where(static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb).ShouldHaveSingleItem(dll.FullName);
        using var symbols = image.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var reader = symbols.GetMetadataReader();
        var links = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(information => reader.GetGuid(information.Kind) == SourceLink)
            .Select(link => Encoding.UTF8.GetString(reader.GetBlobBytes(link.Value))).ToList();
        if (PackedPackages.IsClone)
            links.ShouldHaveSingleItem(dll.FullName).ShouldContain("https://raw.githubusercontent.com/pepay-platform/pepay-platform/");
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
