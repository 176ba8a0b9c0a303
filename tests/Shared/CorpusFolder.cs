namespace Pepay.Tests;

/// <summary>The folder of public specifications beside the repository; absent on most machines.</summary>
internal static class CorpusFolder
{
    public static string? Path { get; } = Find();

    public static IEnumerable<string> Files() => Path is null ? ["none"] : Directory.EnumerateFiles(Path)
        .Where(file => System.IO.Path.GetExtension(file) is ".json" or ".yaml" or ".yml").Order(StringComparer.Ordinal);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "corpus");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}

/// <summary>A test of a public specification; skipped where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute() => Skip = CorpusFolder.Path is null ? "There is no folder shared/corpus beside the repository." : null;
}
