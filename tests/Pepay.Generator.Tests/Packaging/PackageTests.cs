using System.IO.Compression;
using System.Reflection.PortableExecutable;

namespace Pepay.Generator.Tests.Packaging;

/// <summary>
/// The package as a stranger uses it: packed, restored from a folder into an empty cache, built and run in a project outside the repository, with one
/// line for the specification.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Pepay.Generator" Version="VERSION" />
            <Reference Include="LIBRARIES/Pepay.Runtime.dll;LIBRARIES/Microsoft.Extensions.*.Abstractions.dll;LIBRARIES/Polly.Core.dll" />
            <PepaySpec Include="shop.openapi.yaml" Namespace="Shop.Payments" />
          </ItemGroup>
        </Project>
        """;

    private const string Spec = """
        openapi: 3.0.3
        info: { title: Shop, version: '1' }
        paths:
          /orders/{id}:
            get:
              operationId: getOrder
              parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
              responses: { '200': { description: The order., content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }
        components:
          schemas:
            Order: { type: object, required: [total], properties: { total: { type: integer } } }
        """;

    private const string Code = """
        namespace Shop;

        public static class Program
        {
            public static void Main() => System.Console.WriteLine("total " + Shop.Payments.Order.Parse("{\"total\":12}"u8).Total);

            public static async System.Threading.Tasks.Task<long> Total(Shop.Payments.IDefaultClient client) => (await client.GetOrderAsync("1")).Total;
        }
        """;

    private static readonly string[] Files =
    [
        "analyzers/dotnet/roslyn4.8/cs/Pepay.Generator.dll", "analyzers/dotnet/roslyn4.8/cs/YamlDotNet.dll", "build/Pepay.Generator.props",
        "build/Pepay.Generator.targets", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.txt",
    ];

    private static readonly string Version = typeof(PepayGenerator).Assembly.GetName().Version!.ToString(3);

    private readonly string folder = Directory.CreateTempSubdirectory("pepay-package-").FullName;

    [Fact]
    public async Task Package_InAProjectOfItsOwn_GeneratesAndFollowsTheSpecification()
    {
        await PackAsync();
        Write("App.csproj", Project.Replace("LIBRARIES", AppContext.BaseDirectory.TrimEnd('/', '\\'), StringComparison.Ordinal).Replace("VERSION", Version, StringComparison.Ordinal));
        Write("nuget.config", $"""<configuration><config><add key="globalPackagesFolder" value="{folder}/cache" /></config><packageSources><clear /><add key="here" value="{folder}/feed" /></packageSources></configuration>""");
        Write("shop.openapi.yaml", Spec);
        Write("Program.cs", Code);
        (await BuildAsync()).Code.ShouldBe(0);
        (await Command.RunAsync(folder, "dotnet", Path.Combine("bin", "Debug", "net10.0", "App.dll"))).Output.ShouldBe("total 12" + Environment.NewLine);

        // An addition is there after the next build.
        Write("shop.openapi.yaml", Spec.Replace("{ total: { type: integer } }", "{ total: { type: integer }, tax: { type: integer } }", StringComparison.Ordinal));
        Write("Program.cs", Code.Replace("{\\\"total\\\":12}\"u8).Total", "{\\\"total\\\":12,\\\"tax\\\":3}\"u8).Tax", StringComparison.Ordinal));
        var added = await BuildAsync();
        added.Code.ShouldBe(0, added.Output);
        (await Command.RunAsync(folder, "dotnet", Path.Combine("bin", "Debug", "net10.0", "App.dll"))).Output.ShouldBe("total 3" + Environment.NewLine);

        // What was taken away is named where the program uses it.
        Write("Program.cs", Code);
        Write("shop.openapi.yaml", Spec.Replace("total", "sum", StringComparison.Ordinal));
        var removed = await BuildAsync();
        removed.Code.ShouldNotBe(0);
        removed.Output.ShouldContain("Program.cs(5,");
        removed.Output.ShouldContain("Program.cs(7,");
        removed.Output.ShouldContain("CS1061");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // From what the test run has built, so that nothing is built twice and nobody's files change.
    private async Task PackAsync()
    {
        var project = Path.Combine(Repository.Root, "generator", "Pepay.Generator", "Pepay.Generator.csproj");
        var pack = await Command.RunAsync(folder, "dotnet", "pack", project, "--no-build", "-c", Build.Configuration, "-o", Path.Combine(folder, "feed"), "-nologo");
        pack.Code.ShouldBe(0, pack.Output);
        using var package = ZipFile.OpenRead(Path.Combine(folder, "feed", $"Pepay.Generator.{Version}.nupkg"));
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        foreach (var file in Files)
            files.ShouldContain(file);
        files.Count(file => file.EndsWith(".dll", StringComparison.Ordinal)).ShouldBe(2);
        var manifest = ReadText(package, "Pepay.Generator.nuspec");
        manifest.ShouldContain("<license type=\"expression\">MIT</license>");
        manifest.ShouldContain("<readme>README.md</readme>");
        manifest.ShouldNotContain("<dependency ");
        ReadText(package, "README.md").ShouldContain("PEPAY001");

        // The symbols are in the analyzer itself, so that they are there wherever the compiler loads it.
        var analyzer = new MemoryStream();
        using (var stream = package.GetEntry(Files[0])!.Open())
            stream.CopyTo(analyzer);
        analyzer.Position = 0;
        new PEReader(analyzer).ReadDebugDirectory().ShouldContain(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
    }

    private static string ReadText(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private Task<(int Code, string Output)> BuildAsync() => Command.RunAsync(folder, "dotnet", "build", "App.csproj", "-nologo");
}
