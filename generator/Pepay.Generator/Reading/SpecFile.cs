namespace Pepay.Generator.Reading;

/// <summary>One specification file and, after reading, its tree.</summary>
internal sealed class SpecFile(string path)
{
    /// <summary>Nesting beyond this is refused: no real specification comes near, and readers recurse.</summary>
    public const int MaxDepth = 200;

    public string Path { get; } = path;

    /// <summary>The file's name without folders; references between files are resolved by it.</summary>
    public string Name { get; } = path.Substring(Math.Max(path.LastIndexOf('/'), path.LastIndexOf('\\')) + 1);

    /// <summary>Whether reading stopped at a fault, so that what stands after it is missing here though not in the file.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>The root; null when nothing could be read.</summary>
    public SpecNode? Root { get; set; }
}
