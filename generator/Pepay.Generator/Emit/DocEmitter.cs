using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes XML documentation from what the specification says.</summary>
internal static class DocEmitter
{
    private const int LongestLine = 160;

    public static void Write(CodeWriter writer, Docs docs, string fallback)
    {
        Element(writer, "summary", docs.Summary ?? fallback);
        if (docs.Remarks is not null)
            Element(writer, "remarks", docs.Remarks);
    }

    public static void Summary(CodeWriter writer, string text) => Element(writer, "summary", text);

    public static void Parameter(CodeWriter writer, string name, string text) =>
        Block(writer, "<param name=\"" + name.TrimStart('@') + "\">", text, "</param>");

    public static void Returns(CodeWriter writer, string text) => Element(writer, "returns", text);

    private static void Element(CodeWriter writer, string element, string text) => Block(writer, "<" + element + ">", text, "</" + element + ">");

    private static void Block(CodeWriter writer, string open, string text, string close)
    {
        var lines = Lines(text);
        if (lines.Count == 1 && lines[0].Length < LongestLine)
        {
            writer.Line("/// " + open, lines[0], close);
            return;
        }

        writer.Line("/// " + open);
        foreach (var line in lines)
            writer.Line("/// " + line);
        writer.Line("/// " + close);
    }

    // Blank lines part paragraphs; long ones are broken at spaces.
    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        foreach (var raw in text.Split('\n'))
        {
            var line = Escape(raw.Trim());
            while (line.Length > LongestLine)
            {
                var at = line.LastIndexOf(' ', LongestLine);
                if (at <= 0)
                    break;
                lines.Add(line.Substring(0, at));
                line = line.Substring(at + 1);
            }

            if (line.Length > 0)
                lines.Add(line);
        }

        if (lines.Count == 0)
            lines.Add("");
        return lines;
    }

    private static string Escape(string text)
    {
        var clean = true;
        foreach (var c in text)
            clean &= c >= ' ' && c is not ('<' or '>' or '&' or '\u0085' or '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF') && !char.IsSurrogate(c);
        if (clean)
            return text;
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '<')
                result.Append("&lt;");
            else if (c == '>')
                result.Append("&gt;");
            else if (c == '&')
                result.Append("&amp;");
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(c).Append(text[++i]);
            else
                result.Append(c < ' ' || c is '\u0085' or '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' || char.IsSurrogate(c) ? ' ' : c);
        }

        return result.ToString();
    }
}
