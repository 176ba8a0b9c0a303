using System.Globalization;
using System.Text;

namespace Pepay.Generator.Naming;

/// <summary>Makes C# identifiers of whatever a specification calls things.</summary>
internal static class Identifiers
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object",
        "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short",
        "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked",
        "unsafe", "ushort", "using", "virtual", "void", "volatile", "while", "await", "async", "yield", "field", "value", "record", "file",
        "required", "scoped", "var", "dynamic", "nameof", "when", "where", "partial",
    };

    /// <summary>
    /// A PascalCase identifier: words are split where a character cannot stand in an identifier and at underscores; a word in capitals
    /// only becomes a word with one capital.
    /// </summary>
    public static string Pascal(string text)
    {
        var result = new StringBuilder(text.Length + 1);
        AppendSign(text, result);
        var i = 0;
        while (i < text.Length)
        {
            if (!IsWordCharacter(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && IsWordCharacter(text[i]))
                i++;
            AppendWord(text, start, i, result);
        }

        if (result.Length == 0)
            return SymbolName(text);
        AppendComparison(text, result);
        if (!IsStart(result[0]))
            result.Insert(0, '_');
        return result.ToString();
    }

    /// <summary>A camelCase identifier, with an @ where it is a keyword.</summary>
    public static string Camel(string text)
    {
        var pascal = Pascal(text);
        var upper = 0;
        while (upper < pascal.Length && char.IsUpper(pascal[upper]))
            upper++;
        var lower = upper <= 1 || upper == pascal.Length ? upper : upper - 1;
        return Escape(pascal.Substring(0, lower).ToLowerInvariant() + pascal.Substring(lower));
    }

    public static string Escape(string identifier) => Keywords.Contains(identifier) ? "@" + identifier : identifier;

    /// <summary>Whether the text is a namespace that C# accepts as written.</summary>
    public static bool IsNamespace(string text)
    {
        foreach (var part in text.Split('.'))
        {
            if (part.Length == 0 || !IsStart(part[0]) || Keywords.Contains(part))
                return false;
            foreach (var c in part)
            {
                if (!IsStart(c) && !IsPart(c))
                    return false;
            }
        }

        return true;
    }

    /// <summary>A namespace made of any text, such as an assembly name.</summary>
    public static string Namespace(string text)
    {
        var parts = text.Split('.');
        for (var i = 0; i < parts.Length; i++)
            parts[i] = IsNamespace(parts[i]) ? parts[i] : Pascal(parts[i]);
        return string.Join(".", parts);
    }

    // "+1" and "-1" are different reactions, and neither may lose its sign.
    private static void AppendSign(string text, StringBuilder result)
    {
        if (text.Length > 1 && char.IsDigit(text[1]) && text[0] is '+' or '-')
            result.Append(text[0] == '+' ? "Plus" : "Minus");
        else if (text.Length > 1 && text[0] is '+' or '-' && IsStart(text[1]) && text[1] != '_')
            result.Append(text[0] == '+' ? "Plus" : "Minus");
    }

    // "created<" and "created>" are different filters; "list<of>" is none.
    private static void AppendComparison(string text, StringBuilder result)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] is '<' or '>' or '=' or '!')
            end--;
        if (end < text.Length && (text[end] != '>' || text.IndexOf('<') < 0) && SymbolName(text.Substring(end)) is var symbol and not "Value")
            result.Append(symbol);
    }

    private static void AppendWord(string text, int start, int end, StringBuilder result)
    {
        var capitals = end - start > 1;
        for (var i = start; i < end && capitals; i++)
            capitals = !char.IsLower(text[i]);
        result.Append(char.ToUpperInvariant(text[start]));
        for (var i = start + 1; i < end; i++)
            result.Append(capitals ? char.ToLowerInvariant(text[i]) : text[i]);
    }

    private static string SymbolName(string text) => text switch
    {
        "" => "Empty",
        "*" => "Any",
        "=" => "Equal",
        "!=" or "<>" => "NotEqual",
        "<" => "Less",
        "<=" => "LessOrEqual",
        ">" => "Greater",
        ">=" => "GreaterOrEqual",
        "+" => "Plus",
        "-" => "Minus",
        "/" => "Slash",
        "." => "Dot",
        _ => "Value",
    };

    private static bool IsWordCharacter(char c) => c != '_' && (IsStart(c) || IsPart(c));

    private static bool IsStart(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_'
        || (c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber);

    private static bool IsPart(char c) => c is >= '0' and <= '9'
        || (c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
}
