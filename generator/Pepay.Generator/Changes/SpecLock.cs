using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Changes;

/// <summary>The baseline of one namespace, as the lock file has it.</summary>
/// <param name="Surface">The text of an <see cref="ApiSurface"/>.</param>
/// <param name="Line">The line of its heading in the file, from 0.</param>
internal sealed record SpecBaseline(string Namespace, string Surface, int Line);

/// <summary>
/// <c>pepay.spec.lock</c>: what a project relied on of its specifications when somebody last accepted them, a part for each namespace. Values only, so that
/// an edit elsewhere recomputes nothing.
/// </summary>
/// <param name="Problem">Why the file cannot be used; null when it can.</param>
/// <param name="ProblemLine">The line of the problem, from 0.</param>
internal sealed record SpecLock(string Path, EquatableArray<SpecBaseline> Baselines, string? Problem = null, int ProblemLine = 0)
{
    public const string FileName = "pepay.spec.lock";
    private const string Heading = "pepay-spec-lock ";
    private const int Version = 1;

    public static SpecLock Parse(string path, string text)
    {
        var lines = text.Split('\n');
        var number = FirstLine(lines);
        if (number == lines.Length || !lines[number].StartsWith(Heading, StringComparison.Ordinal) || !int.TryParse(lines[number].Substring(Heading.Length).Trim(), out var version))
            return new(path, default, $"it does not begin with '{Heading}{Version}'", Math.Min(number, lines.Length - 1));
        if (version != Version)
            return new(path, default, $"it is of version {version}, and this generator knows version {Version}: use the generator and the tool of one version", number);

        var baselines = new List<SpecBaseline>();
        var surface = new StringBuilder();
        for (number++; number < lines.Length; number++)
        {
            var line = lines[number].TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[' && line[line.Length - 1] == ']')
            {
                Close(baselines, surface);
                baselines.Add(new(line.Substring(1, line.Length - 2), "", number));
            }
            else if (baselines.Count == 0 || SurfaceEntry.FromLine(line) is null)
            {
                return new(path, default, baselines.Count == 0 ? "an entry stands before the first [namespace]" : "this line is no entry, such as after a merge", number);
            }
            else
            {
                surface.Append(line).Append('\n');
            }
        }

        Close(baselines, surface);
        return new(path, EquatableArray<SpecBaseline>.From(baselines));
    }

    public static string Write(IEnumerable<(string Namespace, ApiSurface Surface)> parts)
    {
        var text = new StringBuilder("# What the code of this project relies on of its specifications: commit it. `pepay spec accept` writes it.\n").Append(Heading).Append(Version).Append('\n');
        foreach (var (ns, surface) in parts.OrderBy(static part => part.Namespace, StringComparer.Ordinal))
            text.Append("\n[").Append(ns).Append("]\n").Append(surface.ToText());
        return text.ToString();
    }

    private static int FirstLine(string[] lines)
    {
        var number = 0;
        while (number < lines.Length && (lines[number].Trim().Length == 0 || lines[number][0] == '#'))
            number++;
        return number;
    }

    private static void Close(List<SpecBaseline> baselines, StringBuilder surface)
    {
        if (baselines.Count > 0)
            baselines[baselines.Count - 1] = baselines[baselines.Count - 1] with { Surface = surface.ToString() };
        surface.Clear();
    }
}
