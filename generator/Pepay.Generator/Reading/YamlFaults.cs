using YamlDotNet.Core;

namespace Pepay.Generator.Reading;

/// <summary>Says where a syntax error of YAML is and what to do about it. The parser speaks of its states, and often of a place before or after the fault.</summary>
internal static class YamlFaults
{
    /// <param name="lastLine">The line, from 1, of what was read last.</param>
    /// <returns>The offset of the fault in the text, and what it is.</returns>
    public static (int Offset, string Problem) Explain(string yaml, YamlException exception, int lastLine)
    {
        var at = (int)Math.Min(exception.Start.Index, yaml.Length);
        var message = exception.Message;
        if (message.Contains(" tab ") && Tab(yaml, lastLine) is { } tab)
            return (tab, "the line is indented with a tab, which YAML does not allow: indent it with spaces");
        if (FirstTab(yaml) is { } first)
            return (first, "the line is indented with a tab, which YAML does not allow: indent it with spaces");
        if (message.Contains("multiline plain scalar"))
            return (LineBefore(yaml, at), "this line is no 'key: value': write a colon and a space after the key");
        if (message.Contains("found invalid mapping"))
            return (at, "the value has a colon and a space in it: put it in quotes");
        if (message.Contains("expected key"))
            return (at, Key(yaml, at));
        if (message.Contains("'-' indicator"))
            return (at, "a key stands among the items of a list: indent it, or begin the line with '- '");
        if (message.Contains("quoted scalar") && message.Contains("escape"))
            return (at, "the text in double quotes has a backslash that begins no escape: write it twice, or use single quotes");
        if (message.Contains("quoted scalar"))
            return (at, "the quotes that open here are not closed, or the lines in them are not indented");
        if (message.Contains("cannot start any token") && at < yaml.Length)
            return (at, $"a value cannot begin with '{yaml[at]}': put it in quotes");
        if (message.Contains("block scalar"))
            return (at, "after '|' or '>' the text begins on the next line, indented further than its key: put it there");
        return (at, "the YAML is malformed here: correct the line, or put its value in quotes");
    }

    private static string Key(string yaml, int at)
    {
        var start = LineStart(yaml, at);
        var end = yaml.IndexOf('\n', at);
        var line = yaml.Substring(start, (end < 0 ? yaml.Length : end) - start);
        if (line.Substring(0, at - start).Trim().Length > 0)
            return "the value has ended before this: remove what follows it, or put the whole in quotes";
        var text = line.Trim();
        return text.StartsWith("- ", StringComparison.Ordinal) || text == "-" ? "a list item stands among the keys of a mapping: indent it under its key"
            : text.IndexOf(':') < 0 ? "this line is no 'key: value': write a colon and a space after the key"
            : "the line's indentation fits none of the keys before it: align it with those that it belongs to";
    }

    private static int? Tab(string yaml, int fromLine)
    {
        var start = 0;
        for (var line = 1; start >= 0 && start < yaml.Length; line++)
        {
            var at = start;
            while (at < yaml.Length && yaml[at] == ' ')
                at++;
            if (line >= fromLine && at < yaml.Length && yaml[at] == '\t')
                return at;
            start = yaml.IndexOf('\n', start) is >= 0 and var end ? end + 1 : -1;
        }

        return null;
    }

    // A tab before the first key is taken for space, and the second key is then blamed for standing further left.
    private static int? FirstTab(string yaml)
    {
        var first = yaml.Length - yaml.TrimStart().Length;
        var start = LineStart(yaml, first);
        return yaml.IndexOf('\t', start, first - start) is >= 0 and var tab ? tab : null;
    }

    private static int LineStart(string yaml, int at) => at == 0 ? 0 : yaml.LastIndexOf('\n', at - 1) + 1;

    // The first character of the nearest line before that has one.
    private static int LineBefore(string yaml, int at)
    {
        for (var start = LineStart(yaml, at); start > 0;)
        {
            var end = start - 1;
            start = LineStart(yaml, end);
            var text = yaml.Substring(start, end - start);
            if (text.Trim().Length > 0)
                return start + text.Length - text.TrimStart().Length;
        }

        return at;
    }
}
