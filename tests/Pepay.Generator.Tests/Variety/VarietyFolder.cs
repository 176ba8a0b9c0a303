namespace Pepay.Generator.Tests.Variety;

/// <summary>Specifications of our own, each with the constructs that a family of published ones has.</summary>
internal static class VarietyFolder
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Pepay.Generator.Tests", "Specs", "Variety");

    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public static string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));
}
