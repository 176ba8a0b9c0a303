namespace Pepay.Packages.Tests;

/// <summary>The public API of each package is a checked-in file: whoever changes it sees it in the review.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class PublicApiTests(PackedPackages packed)
{
    private const string Update = "PEPAY_UPDATE_SNAPSHOTS";

    [Theory]
    [MemberData(nameof(PackedPackages.Names), MemberType = typeof(PackedPackages))]
    public void PublicApi_OfAPackage_IsItsBaseline(string package)
    {
        var actual = Text(package);
        var file = Path.Combine(PackedPackages.Root, "tests", "Pepay.Packages.Tests", "PublicApi", package + ".txt");
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(file, actual);

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var gone = Lines(approved).Except(Lines(actual)).Select(static line => "- " + line);
        var added = Lines(actual).Except(Lines(approved)).Select(static line => "+ " + line);
        (approved == actual).ShouldBeTrue($"""
            The public API of {package} is not that of {file}:
            {string.Join('\n', gone.Concat(added))}
            If this is meant, write the files again and look at what changed in them: {Update}=1 dotnet test tests/Pepay.Packages.Tests --filter PublicApi
            """);
    }

    private static string[] Lines(string text) => text.Split('\n');

    // A line that only some of the frameworks have says which.
    private string Text(string package)
    {
        using var archive = packed.Open(package);
        var name = package + ".dll";
        var byFramework = archive.Entries.Where(entry => entry.Name == name && (entry.FullName.StartsWith("lib/", StringComparison.Ordinal) || package is "Pepay.Generator" or "pepay"))
            .ToDictionary(static entry => entry.FullName.Split('/')[1], entry => PublicApiText.Of(package, entry.Read()).ToHashSet(StringComparer.Ordinal));
        byFramework.ShouldNotBeEmpty();
        var lines = byFramework.SelectMany(static pair => pair.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(line =>
        {
            var having = byFramework.Where(pair => pair.Value.Contains(line)).Select(static pair => pair.Key).Order(StringComparer.Ordinal).ToList();
            return having.Count == byFramework.Count ? line : $"{line} [{string.Join(' ', having)}]";
        });
        return string.Concat(lines.Select(static line => line + "\n"));
    }
}
