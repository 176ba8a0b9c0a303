namespace Pepay.Generator.Tests.Oracle;

/// <summary>The documents that both readers are given: our own specifications, those of the tests, and the public ones where they are at hand.</summary>
internal static class OracleDocuments
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests", "Pepay.Generator.Tests", "Specs");

    /// <summary>Names with a folder, such as <c>spec/pepay.openapi.yaml</c>, and the files that they stand for.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        In("spec", Path.Combine(Repository.Root, "spec")).Concat(In("tests", Tests)).Concat(In("variety", Path.Combine(Tests, "Variety")))
            .Concat(CorpusFolder.Path is { } corpus ? In("corpus", corpus) : []).ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> In(string folder, string path) => Directory.EnumerateFiles(path)
        .Where(file => Path.GetExtension(file) is ".json" or ".yaml" or ".yml").Order(StringComparer.Ordinal)
        .Select(file => KeyValuePair.Create(folder + "/" + Path.GetFileName(file), file));
}
