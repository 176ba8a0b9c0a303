using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>The catalog, the release table, the README and the tests of places say the same.</summary>
public sealed class CatalogTests
{
    // Only a fault of the generator itself gives it, so no specification does.
    private const string Internal = "PEPAY016";
    private static readonly string Folder = Path.Combine(Repository.Root, "generator");

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, DiagnosticCase.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Diagnostic_IsReportedAtItsNodeWithAMessageThatSaysWhatToDo(int index)
    {
        var expected = DiagnosticCase.All[index];

        var generation = expected.Run();

        generation.Places.ShouldBe([$"{expected.Place}: {expected.Id}"]);
        generation.Diagnostics.Single().GetMessage().ShouldBe(expected.Message);
    }

    [Fact]
    public void Fault_OfTheGenerator_IsReportedAtTheFile()
    {
        var model = ProviderReader.Read(new ProviderInput("Sample", null, true, new([new SpecText("/specs/api.yaml", null!)])), CancellationToken.None);

        var diagnostic = model.Diagnostics.ShouldHaveSingleItem().ToDiagnostic();
        diagnostic.Id.ShouldBe(Internal);
        diagnostic.ToString().ShouldStartWith("/specs/api.yaml(1,1): error PEPAY016: The generator failed on Sample, so nothing is generated from it: NullReferenceException");
    }

    [Fact]
    public void Catalog_Readme_ReleaseTableAndTestedPlaces_HaveTheSameIds()
    {
        var ids = typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var sections = Regex.Matches(readme, @"^### (PEPAY\d+)\n\n((?:(?!^#).*\n)*)", RegexOptions.Multiline).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var releases = File.ReadAllText(Path.Combine(Folder, "Pepay.Generator", "AnalyzerReleases.Unshipped.md"));

        DiagnosticCatalog.All.Select(descriptor => descriptor.Id).ShouldBe(ids);
        sections.Where(section => !section.Value.StartsWith("Retired", StringComparison.Ordinal)).Select(section => section.Key).ShouldBe(ids);
        Regex.Matches(releases, @"^PEPAY\d+", RegexOptions.Multiline).Select(match => match.Value).ShouldBe(ids);
        DiagnosticCase.All.Select(tested => tested.Id).Append(Internal).Distinct().Order(StringComparer.Ordinal).ShouldBe(ids);
        foreach (var descriptor in DiagnosticCatalog.All)
        {
            descriptor.HelpLinkUri.ShouldEndWith("generator/README.md#" + descriptor.Id.ToLowerInvariant());
            var section = sections[descriptor.Id];
            section.ShouldStartWith($"{descriptor.Title} (`{descriptor.Category}`, {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}).\n");
            section.ShouldContain("\nRemedy: ", customMessage: descriptor.Id);
            releases.ShouldContain($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}\n");
        }
    }
}
