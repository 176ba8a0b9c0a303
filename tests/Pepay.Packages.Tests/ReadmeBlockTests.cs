using System.Text.RegularExpressions;

namespace Pepay.Packages.Tests;

/// <summary>No block of a README is without a test that runs it: one that is new, or begins in another way, must be claimed here.</summary>
public sealed partial class ReadmeBlockTests
{
    // A README, what the block's first line begins with, and who runs it: a test class of this project, or another project's file.
    private static readonly (string Readme, string Begins, string Test)[] Claims =
    [
        ("README.md", "dotnet run --project plugins/Pepay.Storefront.Host", nameof(ReadmeCommandTests)),
        ("README.md", "dotnet pack -c Release", nameof(PackedPackages)),
        ("README.md", "builder.Services.AddPepayRuntime();", nameof(ReadmeCodeTests)),
        ("README.md", "sealed class TellWarehouse", nameof(ReadmeCodeTests)),
        ("generator/README.md", "<ItemGroup>", nameof(OutsideProgramTests)),
        ("generator/README.md", "using Microsoft.Extensions.DependencyInjection;", nameof(OutsideProgramTests)),
        ("generator/Pepay.Cli/README.md", "dotnet pack -c Release", nameof(PackedPackages)),
        ("generator/Pepay.Cli/README.md", "cd ../MyShop", nameof(ToolTests)),
        ("generator/Pepay.Cli/README.md", "pepay ", "tests/Pepay.Cli.Tests/ReadmeTests.cs"),
        ("generator/Pepay.Cli/Shops/Template/README.md", "dotnet run", nameof(ToolTests)),
        ("generator/Pepay.Cli/Shops/Template/README.md", "export Pepay__MerchantApiKey=...", nameof(ToolTests)),
        ("generator/Pepay.Cli/Shops/Template/README.md", "pepay doctor", nameof(ToolTests)),
        ("plugins/Nop.Plugin.Payments.Pepay/README.md", "dotnet run --project runtime/Pepay.Simulator", nameof(ReadmeCommandTests)),
        ("plugins/Nop.Plugin.Payments.Pepay/README.md", "curl -X POST", nameof(ReadmeCommandTests)),
        ("plugins/Pepay.Storefront.Host/README.md", "dotnet run --project plugins/Pepay.Storefront.Host", nameof(ReadmeCommandTests)),
        ("plugins/Pepay.Storefront/README.md", "builder.Services.AddPepayRuntime();", nameof(ReadmeCodeTests)),
        ("plugins/Pepay.Storefront/README.md", "<Project Sdk=\"Microsoft.NET.Sdk.Web\">", nameof(ToolTests)),
        ("plugins/Pepay.Storefront/README.md", "using System.Data.Common;", nameof(ToolTests)),
        ("runtime/Pepay.Api/README.md", "var invoices = ", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Runtime.AspNetCore/README.md", "using Pepay.Runtime.AspNetCore;", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Runtime.EntityFrameworkCore/README.md", "using Pepay.Api;", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Runtime.PostgreSql/README.md", "using Pepay.Runtime;", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Runtime.RabbitMq/README.md", "using Pepay.Runtime.RabbitMq;", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Runtime.Sqlite/README.md", "using Microsoft.Data.Sqlite;", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Runtime/README.md", "<Project Sdk=\"Microsoft.NET.Sdk.Web\">", nameof(OutsideProgramTests)),
        ("runtime/Pepay.Runtime/README.md", "using Microsoft.Data.Sqlite;", nameof(OutsideProgramTests)),
        ("runtime/Pepay.Runtime/README.md", "# ", nameof(OutsideProgramTests)),
        ("runtime/Pepay.Runtime/README.md", "using Microsoft.Extensions.DependencyInjection;", nameof(ReadmeCodeTests)),
        ("runtime/Pepay.Simulator/README.md", "dotnet run --project runtime/Pepay.Simulator", nameof(ReadmeCommandTests)),
        ("runtime/Pepay.Simulator/README.md", "await using var simulator", nameof(ReadmeCodeTests)),
        ("runtime/XPay.Api/README.md", "using Pepay.Runtime.Providers;", nameof(ReadmeCodeTests)),
        ("tests/Pepay.Benchmarks/README.md", "dotnet run -c Release --project tests/Pepay.Benchmarks", "tests/Pepay.Benchmarks.Tests"),
    ];

    // Pictures and drawings in letters.
    private static readonly string[] Drawn = ["mermaid", "text"];

    private static readonly IReadOnlyList<ReadmeBlock> Blocks = [.. Readmes.All.SelectMany(Readmes.Blocks).Where(static block => !Drawn.Contains(block.Language))];

    /// <summary>The commands that run tests, which no test can do.</summary>
    public static TheoryData<string> TestCommands() =>
        [.. Blocks.Where(static block => block.Language.Length == 0).SelectMany(static block => block.Lines).Where(static line => TestCommand().IsMatch(line)).Distinct()];

    [Fact]
    public void Blocks_OfEveryReadme_AreRunByATest()
    {
        Blocks.Count.ShouldBeGreaterThan(Claims.Length);

        Blocks.Where(static block => !block.Lines.All(static line => TestCommand().IsMatch(line)) && !Claims.Any(claim => Fits(claim, block)))
            .Select(static block => $"{block.Readme}: {block.Beginning}").ShouldBeEmpty("run these blocks in a test, and claim them");
        Claims.Where(static claim => !Blocks.Any(block => Fits(claim, block))).ShouldBeEmpty("these blocks are gone");
    }

    [Fact]
    public void Tests_ThatClaimABlock_Exist()
    {
        foreach (var test in Claims.Select(static claim => claim.Test).Distinct())
            Path.Exists(Path.Combine(PackedPackages.Root, test.Contains('/') ? test : $"tests/Pepay.Packages.Tests/{test}.cs")).ShouldBeTrue(test);
    }

    [Theory]
    [MemberData(nameof(TestCommands))]
    public void TestCommand_NamesAProjectAndTestsThatAreThere(string line)
    {
        var command = TestCommand().Match(line);
        var project = command.Groups["project"].Value;
        Path.Exists(Path.Combine(PackedPackages.Root, project)).ShouldBeTrue(line);
        if (command.Groups["filter"] is { Success: true, Value: var filter })
        {
            Directory.EnumerateFiles(Path.Combine(PackedPackages.Root, project), "*.cs", SearchOption.AllDirectories)
                .ShouldContain(file => Path.GetFileName(file).Contains(filter, StringComparison.Ordinal), line);
        }
    }

    private static bool Fits((string Readme, string Begins, string Test) claim, ReadmeBlock block) =>
        claim.Readme == block.Readme && block.Beginning.StartsWith(claim.Begins, StringComparison.Ordinal);

    [GeneratedRegex(@"^([A-Z_]+=\S+ )*dotnet test (?<project>\S+)( --filter (?<filter>\w+))?( --logger ""[^""]+"")?$")]
    private static partial Regex TestCommand();
}
