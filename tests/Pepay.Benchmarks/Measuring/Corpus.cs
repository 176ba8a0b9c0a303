namespace Pepay.Benchmarks.Measuring;

/// <summary>The folder of public specifications beside the repository; absent on most machines, and then the figures that need it are left out.</summary>
internal static class Corpus
{
    /// <summary>The path of a file; null when it is not at hand.</summary>
    public static string? File(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpus", name);
            if (System.IO.File.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
