using System.Reflection;
using System.Text.RegularExpressions;

namespace Pepay.Cli.Tests;

/// <summary>The command line's README, and the command lines in it.</summary>
internal static partial class Readme
{
    public static string Root { get; } = typeof(Readme).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Text { get; } = File.ReadAllText(Path.Combine(Root, "generator", "Pepay.Cli", "README.md")).ReplaceLineEndings("\n");

    /// <summary>Every line of its code blocks that begins with <c>pepay</c>.</summary>
    public static IReadOnlyList<string> Commands { get; } =
        [.. CodeBlock().Matches(Text).SelectMany(static block => block.Groups[1].Value.Split('\n')).Where(static line => line.StartsWith("pepay ", StringComparison.Ordinal))];

    [GeneratedRegex("^```[a-z]*\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
