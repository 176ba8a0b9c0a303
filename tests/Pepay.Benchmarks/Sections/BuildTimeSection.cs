using System.Diagnostics;
using Pepay.Benchmarks.Measuring;

namespace Pepay.Benchmarks.Sections;

/// <summary>
/// What the generator adds to the build of <c>Pepay.Api</c>: the same project once with its specifications, once with the generated files as if somebody had
/// written them. Each build starts a compiler of its own, as on a build server.
/// </summary>
internal sealed class BuildTimeSection : ISection
{
    private const int Runs = 7;

    public string Name => "build";

    public string Title => "Build of Pepay.Api with the generator and with its output";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("pepay-build-").FullName;
        try
        {
            await PrepareAsync(folder, cancellationToken);
            var with = new List<double>();
            var without = new List<double>();
            for (var i = 0; i < run.Count(Runs); i++)
            {
                with.Add(await BuildAsync(Path.Combine(folder, "with"), cancellationToken));
                without.Add(await BuildAsync(Path.Combine(folder, "without"), cancellationToken));
            }

            var table = new MarkdownTable("", "with the generator", "with its output", "added (median of the pairs)");
            table.Add("dotnet build", MarkdownTable.Time(Median(with)), MarkdownTable.Time(Median(without)), MarkdownTable.Time(Median(with.Zip(without, (a, b) => a - b))));
            await table.WriteAsync(run.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        var root = Root();
        var generated = Path.Combine(folder, "generated");
        foreach (var name in new[] { "with", "without" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            var input = name == "without"
                ? $"""<ItemGroup><Compile Include="{generated}/Pepay.Generator/**/*.cs" /></ItemGroup>"""
                : $"""
                    <Import Project="{root}/generator/Pepay.Generator/build/Pepay.Generator.props" />
                    <ItemGroup>
                      <Analyzer Include="{AppContext.BaseDirectory}Pepay.Generator.dll;{AppContext.BaseDirectory}YamlDotNet.dll" />
                      <PepaySpec Include="{root}/spec/pepay.openapi.yaml;{root}/spec/pepay.events.yaml" Namespace="Pepay.Api" Schemas="All" />
                    </ItemGroup>
                    <Import Project="{root}/generator/Pepay.Generator/build/Pepay.Generator.targets" />
                    """;
            await File.WriteAllTextAsync(Path.Combine(folder, name, "Api.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <NuGetAudit>false</NuGetAudit>
                    <CoreCompileDependsOn>PrepareResources;$(CoreCompileDependsOn)</CoreCompileDependsOn>
                  </PropertyGroup>
                  <ItemGroup>
                    <Compile Include="{root}/runtime/Pepay.Api/*.cs;{root}/runtime/Pepay.Api/Streams/**/*.cs" />
                    <EmbeddedResource Include="{root}/runtime/Pepay.Api/Resources/Texts.resx" StronglyTypedFileName="$(IntermediateOutputPath)Texts.Designer.cs"
                                      StronglyTypedLanguage="CSharp" StronglyTypedNamespace="Pepay.Api.Resources" StronglyTypedClassName="Texts" />
                    <Reference Include="{AppContext.BaseDirectory}Pepay.Runtime.dll" />
                    <PackageReference Include="Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions" Version="8.0.0" />
                    <PackageReference Include="Microsoft.Extensions.Hosting.Abstractions" Version="8.0.0" />
                    <PackageReference Include="Polly.Core" Version="8.9.1" />
                  </ItemGroup>
                  {input}
                </Project>
                """, cancellationToken);
        }

        await DotnetAsync(Path.Combine(folder, "with"), cancellationToken, "build", "-nologo", "-p:EmitCompilerGeneratedFiles=true", $"-p:CompilerGeneratedFilesOutputPath={generated}");
        await DotnetAsync(Path.Combine(folder, "without"), cancellationToken, "build", "-nologo");
    }

    private static async Task<double> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await DotnetAsync(folder, cancellationToken, "build", "-nologo", "--no-restore", "--no-incremental");
        return clock.Elapsed.TotalNanoseconds;
    }

    private static async Task DotnetAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";

        // What a test run got from the SDK would lead another one astray.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildExtensionsPath");
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed: {output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PepayPlatform.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The benchmarks must run inside the repository.");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
