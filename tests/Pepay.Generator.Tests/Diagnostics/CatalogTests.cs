using System.Text.RegularExpressions;
using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>The catalog, the release table and the README say the same.</summary>
public sealed class CatalogTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "generator");

    [Fact]
    public void Every_Id_HasADescriptorALinkAndASection()
    {
        var ids = typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var releases = File.ReadAllText(Path.Combine(Folder, "Pepay.Generator", "AnalyzerReleases.Unshipped.md"));

        DiagnosticCatalog.All.Select(descriptor => descriptor.Id).ShouldBe(ids);
        foreach (var descriptor in DiagnosticCatalog.All)
        {
            descriptor.HelpLinkUri.ShouldEndWith("#" + descriptor.Id.ToLowerInvariant());
            readme.ShouldContain("### " + descriptor.Id + "\n");
            Regex.IsMatch(releases, $@"^{descriptor.Id} \| {descriptor.Category} \| {descriptor.DefaultSeverity} \| ", RegexOptions.Multiline).ShouldBeTrue(descriptor.Id);
        }
    }
}
