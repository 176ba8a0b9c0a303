using System.Text;

namespace Pepay.Generator.Reading;

/// <summary>
/// Block texts that begin with lines of spaces only. Other YAML readers take them, also where these lines are indented further than the text;
/// YamlDotNet does not.
/// </summary>
internal static class YamlBlocks
{
    /// <summary>The same YAML with these lines empty; null where there are none. Every node stays in its place: the spaces move to the end of the line before.</summary>
    public static string? WithEmptyStarts(string yaml)
    {
        StringBuilder? result = null;
        var copied = 0;
        for (var end = yaml.IndexOf('\n'); end >= 0; end = yaml.IndexOf('\n', end + 1))
        {
            if (Spaces(yaml, end + 1) < 0 || !IsHeader(yaml, end))
                continue;
            var start = yaml[end - 1] == '\r' ? end - 1 : end;
            var total = 0;
            for (var spaces = Spaces(yaml, end + 1); spaces >= 0; spaces = Spaces(yaml, end + 1))
            {
                total += spaces;
                end = yaml.IndexOf('\n', end + 1);
            }

            if (total == 0)
                continue;
            result ??= new(yaml.Length);
            result.Append(yaml, copied, start - copied).Append(' ', total);
            for (copied = start; copied <= end; copied++)
            {
                if (yaml[copied] != ' ')
                    result.Append(yaml[copied]);
            }
        }

        return result?.Append(yaml, copied, yaml.Length - copied).ToString();
    }

    // How many spaces a line has that has nothing else and is not the last; -1 for any other line.
    private static int Spaces(string yaml, int start)
    {
        var at = start;
        while (at < yaml.Length && yaml[at] == ' ')
            at++;
        var end = at < yaml.Length && yaml[at] == '\r' ? at + 1 : at;
        return end < yaml.Length && yaml[end] == '\n' ? at - start : -1;
    }

    // Whether a line ends as one does that begins a block text: "key: |", "- >-", "key: |2+".
    private static bool IsHeader(string yaml, int lineEnd)
    {
        var at = lineEnd - 1;
        while (at > 0 && yaml[at] is ' ' or '\r' or '+' or '-' or (>= '1' and <= '9'))
            at--;
        return at > 0 && yaml[at] is '|' or '>' && yaml[at - 1] is ' ' or '\t';
    }
}
