using System.Text;

namespace Pepay.Generator.Emit;

/// <summary>Writes indented C# with <c>\n</c> line ends.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder text = new(4096);
    private int indent;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', indent * 4).Append(line);
        text.Append('\n');
        return this;
    }

    /// <summary>A line made of parts, without the string that joining them would cost.</summary>
    public CodeWriter Line(string a, string b, string c, string d = "", string e = "", string f = "", string g = "")
    {
        text.Append(' ', indent * 4).Append(a).Append(b).Append(c).Append(d).Append(e).Append(f).Append(g).Append('\n');
        return this;
    }

    public CodeWriter Open(string line)
    {
        Line(line);
        return Open();
    }

    public CodeWriter Open()
    {
        Line("{");
        indent++;
        return this;
    }

    public CodeWriter Close(string after = "")
    {
        indent--;
        return Line("}" + after);
    }

    public CodeWriter Indent()
    {
        indent++;
        return this;
    }

    public CodeWriter Outdent()
    {
        indent--;
        return this;
    }

    public override string ToString() => text.ToString();
}
