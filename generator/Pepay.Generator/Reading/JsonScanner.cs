using System.Text;
using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Reading;

/// <summary>
/// Reads JSON text into nodes with places. After a syntax error it keeps what was complete until then, so that a truncated file still gives
/// what its first part says.
/// </summary>
internal sealed class JsonScanner(SpecFile file, string text, DiagnosticBag diagnostics)
{
    private readonly StringTable strings = new();
    private readonly StringBuilder unescaped = new();

    // What the containers that are still open have so far, the innermost last: one list for all instead of one for each.
    private readonly List<SpecEntry> entries = [];
    private readonly List<SpecNode> items = [];
    private int position;
    private int line;
    private int lineStart;
    private bool failed;

    public SpecNode? Read()
    {
        if (position < text.Length && text[position] == '\uFEFF')
            position++;
        SkipSpace();
        var root = ReadValue(0);
        SkipSpace();
        if (!failed && position < text.Length)
            Fail("unexpected text after the document");
        return root;
    }

    private TextPosition Here() => new(position, line, position - lineStart);

    private SpecNode? ReadValue(int depth)
    {
        if (position >= text.Length)
            return Fail("the file ends where a value is expected");
        var at = Here();
        switch (text[position])
        {
            case '{':
                return ReadMapping(at, depth);
            case '[':
                return ReadSequence(at, depth);
            case '"':
                var value = ReadString();
                return failed ? null : new SpecNode(NodeKind.Text, file, at, value);
            default:
                return ReadLiteral(at);
        }
    }

    private SpecNode? ReadMapping(TextPosition at, int depth)
    {
        if (depth >= SpecFile.MaxDepth)
            return Fail("nesting is too deep");
        var first = entries.Count;
        position++;
        SkipSpace();
        while (!failed && !TryTake('}'))
        {
            if (entries.Count > first && !Take(','))
                break;
            SkipSpace();
            if (position >= text.Length || text[position] != '"')
            {
                Fail("expected a property name in double quotes");
                break;
            }

            var keyAt = Here();
            var key = ReadString();
            SkipSpace();
            if (failed || !Take(':'))
                break;
            SkipSpace();
            var value = ReadValue(depth + 1);
            if (value is not null)
                entries.Add(new SpecEntry(key, keyAt, value));
            SkipSpace();
        }

        var node = new SpecNode(NodeKind.Mapping, file, at, "");
        node.Fill(DuplicateKeys.Remove(Taken(entries, first), file, diagnostics));
        return node;
    }

    private SpecNode? ReadSequence(TextPosition at, int depth)
    {
        if (depth >= SpecFile.MaxDepth)
            return Fail("nesting is too deep");
        var first = items.Count;
        position++;
        SkipSpace();
        while (!failed && !TryTake(']'))
        {
            if (items.Count > first && !Take(','))
                break;
            SkipSpace();
            var item = ReadValue(depth + 1);
            if (item is not null)
                items.Add(item);
            SkipSpace();
        }

        var node = new SpecNode(NodeKind.Sequence, file, at, "");
        node.Fill(Taken(items, first));
        return node;
    }

    private static T[] Taken<T>(List<T> open, int first)
    {
        if (open.Count == first)
            return [];
        var taken = new T[open.Count - first];
        open.CopyTo(first, taken, 0, taken.Length);
        open.RemoveRange(first, taken.Length);
        return taken;
    }

    private SpecNode? ReadLiteral(TextPosition at)
    {
        var start = position;
        while (position < text.Length && IsLiteral(text[position]))
            position++;
        var literal = strings.Get(text, start, position - start, StringTable.Hash(text, start, position - start));
        switch (literal)
        {
            case "true" or "false":
                return new SpecNode(NodeKind.Boolean, file, at, literal);
            case "null":
                return new SpecNode(NodeKind.Null, file, at, "");
        }

        if (literal.Length > 0 && (literal[0] == '-' || literal[0] is >= '0' and <= '9'))
            return new SpecNode(NodeKind.Number, file, at, literal);
        position = start;
        return Fail(literal.Length == 0 ? $"unexpected character '{text[start]}'" : $"unexpected text '{Shorten(literal)}'");
    }

    private string ReadString()
    {
        // The hash of the string table is made on the way, and the local copies stay in registers.
        var start = ++position;
        var all = text;
        var hash = StringTable.EmptyHash;
        for (var at = start; at < all.Length; at++)
        {
            var c = all[at];
            if (c == '"')
            {
                position = at + 1;
                return strings.Get(all, start, at - start, hash);
            }

            if (c == '\\')
            {
                position = at;
                return ReadEscaped(start);
            }

            if (c < ' ')
            {
                position = at;
                Fail("a string is not closed");
                return "";
            }

            hash = StringTable.Hash(hash, c);
        }

        position = all.Length;
        Fail("a string is not closed");
        return "";
    }

    private string ReadEscaped(int start)
    {
        unescaped.Clear().Append(text, start, position - start);
        while (position < text.Length && text[position] >= ' ')
        {
            var c = text[position++];
            if (c == '"')
                return unescaped.ToString();
            if (c != '\\')
                unescaped.Append(c);
            else if (!TryEscape())
                return "";
        }

        Fail("a string is not closed");
        return "";
    }

    private bool TryEscape()
    {
        var c = position < text.Length ? text[position++] : '\0';
        switch (c)
        {
            case '"' or '\\' or '/': unescaped.Append(c); return true;
            case 'n': unescaped.Append('\n'); return true;
            case 't': unescaped.Append('\t'); return true;
            case 'r': unescaped.Append('\r'); return true;
            case 'b': unescaped.Append('\b'); return true;
            case 'f': unescaped.Append('\f'); return true;
            case 'u' when position + 4 <= text.Length && TryHex(out var code):
                unescaped.Append(code);
                return true;
        }

        position--;
        Fail("an escape in a string is not valid");
        return false;
    }

    private bool TryHex(out char code)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var c = text[position + i];
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'f' => c - 'a' + 10,
                >= 'A' and <= 'F' => c - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                code = '\0';
                return false;
            }

            value = (value << 4) | digit;
        }

        position += 4;
        code = (char)value;
        return true;
    }

    private void SkipSpace()
    {
        var all = text;
        var at = position;
        for (; at < all.Length; at++)
        {
            var c = all[at];
            if (c > ' ')
                break;
            if (c == '\n')
            {
                line++;
                lineStart = at + 1;
            }
            else if (c is not (' ' or '\t' or '\r'))
            {
                break;
            }
        }

        position = at;
    }

    private bool TryTake(char c)
    {
        if (position >= text.Length || text[position] != c)
            return false;
        position++;
        return true;
    }

    private bool Take(char c) => TryTake(c) || Fail(position < text.Length ? $"expected '{c}'" : $"the file ends where '{c}' is expected") is not null;

    private SpecNode? Fail(string problem)
    {
        if (!failed)
            diagnostics.Report(DiagnosticIds.UnreadableFile, file, Here(), file.Name, IsComment() ? "JSON has no comments: remove this one" : problem);
        failed = true;
        file.IsCutShort = true;
        return null;
    }

    private bool IsComment() => position + 1 < text.Length && text[position] == '/' && text[position + 1] is '/' or '*';

    private static bool IsLiteral(char c) => c is '-' or '+' or '.' or '_' || char.IsLetterOrDigit(c);

    private static string Shorten(string literal) => literal.Length <= 40 ? literal : literal.Substring(0, 40);
}
