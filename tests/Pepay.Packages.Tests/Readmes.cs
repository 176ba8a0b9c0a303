using System.Text.RegularExpressions;

namespace Pepay.Packages.Tests;

/// <summary>A fenced block of a README.</summary>
internal sealed record ReadmeBlock(string Readme, string Language, string Code)
{
    /// <summary>What it begins with: its first line.</summary>
    public string Beginning => Lines.First();

    /// <summary>The lines of a shell block are commands.</summary>
    public string[] Lines => Code.TrimEnd('\n').Split('\n');
}

/// <summary>Every README of the repository.</summary>
internal static partial class Readmes
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", ".git", "node_modules", "App_Data"];

    /// <summary>Their paths from the root.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Find(new DirectoryInfo(PackedPackages.Root)).Select(static file => Path.GetRelativePath(PackedPackages.Root, file)).Order(StringComparer.Ordinal)];

    public static string Read(string readme) => File.ReadAllText(Path.Combine(PackedPackages.Root, readme)).ReplaceLineEndings("\n");

    public static string WithoutCode(string text) => CodeBlock().Replace(text, "");

    public static IReadOnlyList<ReadmeBlock> Blocks(string readme) =>
        [.. CodeBlock().Matches(Read(readme)).Select(match => new ReadmeBlock(readme, match.Groups["language"].Value, match.Groups["code"].Value))];

    /// <summary>The blocks of one language, in order; shell commands have none.</summary>
    public static IReadOnlyList<string> Code(string readme, string language) =>
        [.. Blocks(readme).Where(block => block.Language == language).Select(static block => block.Code)];

    private static IEnumerable<string> Find(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles("README.md"))
            yield return file.FullName;
        foreach (var inner in folder.EnumerateDirectories().Where(static inner => !NotOurs.Contains(inner.Name) && inner.LinkTarget is null))
        {
            foreach (var file in Find(inner))
                yield return file;
        }
    }

    [GeneratedRegex("^```(?<language>.*)\n(?<code>(?s:.*?))^```", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
