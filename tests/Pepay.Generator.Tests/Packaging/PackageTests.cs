using System.Diagnostics;
using System.IO.Compression;

namespace Pepay.Generator.Tests.Packaging;

/// <summary>
/// The package as a stranger uses it: packed, restored from a folder into an empty cache, built in a project outside the repository. Starts
/// several builds, so it runs with PEPAY_LONG_TESTS=1 only.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Pepay.Generator" Version="0.1.0" />
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
            public static async System.Threading.Tasks.Task<long> Total(Shop.Payments.IDefaultClient client) => (await client.GetOrderAsync("1")).Total;
        }
        """;

    private static readonly string[] Files =
    [
        "analyzers/dotnet/roslyn4.8/cs/Pepay.Generator.dll", "analyzers/dotnet/roslyn4.8/cs/YamlDotNet.dll", "build/Pepay.Generator.props",
        "build/Pepay.Generator.targets", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.txt",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("pepay-package-").FullName;

    [Fact]
    public async Task Package_InAProjectOfItsOwn_GeneratesAndFollowsTheSpecification()
    {
        if (Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") != "1")
            return;
        var project = Path.Combine(Repository.Root, "generator", "Pepay.Generator", "Pepay.Generator.csproj");
        (await Dotnet("pack", project, "-o", Path.Combine(folder, "feed"), "-nologo")).Code.ShouldBe(0);
        using (var package = ZipFile.OpenRead(Path.Combine(folder, "feed", "Pepay.Generator.0.1.0.nupkg")))
        {
            var files = package.Entries.Select(entry => entry.FullName).ToList();
            foreach (var file in Files)
                files.ShouldContain(file);
            files.Count(file => file.EndsWith(".dll", StringComparison.Ordinal)).ShouldBe(2);
        }

        Write("App.csproj", Project.Replace("LIBRARIES", AppContext.BaseDirectory.TrimEnd('/', '\\'), StringComparison.Ordinal));
        Write("nuget.config", $"""<configuration><config><add key="globalPackagesFolder" value="{folder}/cache" /></config><packageSources><clear /><add key="here" value="{folder}/feed" /></packageSources></configuration>""");
        Write("shop.openapi.yaml", Spec);
        Write("Program.cs", Code);

        var first = await Dotnet("build", Path.Combine(folder, "App.csproj"), "-nologo");
        Write("shop.openapi.yaml", Spec.Replace("total", "sum", StringComparison.Ordinal));
        var second = await Dotnet("build", Path.Combine(folder, "App.csproj"), "-nologo");

        first.Code.ShouldBe(0, first.Output);
        second.Code.ShouldNotBe(0);
        second.Output.ShouldContain("Program.cs(5,");
        second.Output.ShouldContain("CS1061");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private async Task<(int Code, string Output)> Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-nodeReuse:false"]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
