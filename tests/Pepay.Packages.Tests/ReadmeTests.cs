using System.Text.RegularExpressions;

namespace Pepay.Packages.Tests;

/// <summary>What the READMEs name is there: files, headings, tests, versions of packages.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> All() => [.. Readmes.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Links_OfAReadme_LeadToAFileAndAHeading(string readme)
    {
        var folder = Path.GetDirectoryName(Path.Combine(PackedPackages.Root, readme))!;
        var broken = Link().Matches(Readmes.WithoutCode(Readmes.Read(readme))).Select(static match => match.Groups["target"].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Exists(folder, target, readme));

        broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Paths_OfAReadme_Exist(string readme) =>
        RootPath().Matches(Readmes.WithoutCode(Readmes.Read(readme))).Select(static match => match.Groups["path"].Value)
            .Where(static path => !path.Contains('*') && !path.EndsWith("App_Data", StringComparison.Ordinal) && !File.Exists(Path.Combine(PackedPackages.Root, path)) && !Directory.Exists(Path.Combine(PackedPackages.Root, path)))
            .ShouldBeEmpty();

    [Fact]
    public void Tests_ThatTheReadmeCallsProof_Exist()
    {
        var files = Directory.EnumerateFiles(Path.Combine(PackedPackages.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var named = TestClass().Matches(Readmes.Read("README.md")).Select(static match => match.Groups["name"].Value).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(5);
        named.Where(name => !files.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Versions_OfOurPackages_AreThatOfTheRepository(string readme) =>
        OwnPackage().Matches(Readmes.Read(readme)).Select(static match => match.Groups["version"].Value).Where(static version => version != PackedPackages.Version).ShouldBeEmpty();

    [Fact]
    public void Folders_OfTheFirstLevelsAndOfPackages_HaveAReadme()
    {
        var folders = new[] { "generator", "runtime", "plugins", "spec", "tests" }.Concat(
            new[] { "runtime", "plugins" }.SelectMany(static folder => Directory.GetDirectories(Path.Combine(PackedPackages.Root, folder)).Select(inner => Path.Combine(folder, Path.GetFileName(inner)))));

        folders.Where(static folder => !File.Exists(Path.Combine(PackedPackages.Root, folder, "README.md"))).ShouldBeEmpty();
    }

    private static bool Exists(string folder, string target, string readme)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? Path.Combine(PackedPackages.Root, readme) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        if (Directory.Exists(file) && parts.Length == 1)
            return true;
        if (Directory.Exists(file))
            file = Path.Combine(file, "README.md");
        return File.Exists(file) && (parts.Length == 1 || Anchors(File.ReadAllText(file)).Contains(parts[1]));
    }

    // As GitHub makes them of headings; the second of a name gets a number.
    private static HashSet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Readmes.WithoutCode(text.ReplaceLineEndings("\n"))))
        {
            var slug = NoLetter().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            for (var i = 0; !anchors.Add(i == 0 ? slug : $"{slug}-{i}"); i++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<path>(?:spec|generator|runtime|plugins|tests)/[^`\\s<>…]+)`")]
    private static partial Regex RootPath();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(?:Tests|Contract))`")]
    private static partial Regex TestClass();

    [GeneratedRegex("Include=\"(?:Pepay|XPay)\\.[A-Za-z.]+\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex OwnPackage();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetter();
}
