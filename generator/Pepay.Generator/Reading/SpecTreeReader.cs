using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Reading;

/// <summary>Reads a specification file into nodes: JSON by our own scanner, everything else as YAML.</summary>
internal static class SpecTreeReader
{
    public static SpecFile Read(string path, string text, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        var file = new SpecFile(path);
        file.Root = IsJson(text) ? new JsonScanner(file, text, diagnostics).Read() : new YamlTreeReader(file, text, diagnostics).Read(cancellationToken);
        return file;
    }

    // By content and not by name: JSON in a .yaml file is JSON, and faster to read as such. A YAML mapping in braces has bare keys. A comment, which
    // JSON does not have, is the scanner's to name.
    private static bool IsJson(string text)
    {
        var start = SkipSpace(text, 0);
        if (start + 1 < text.Length && text[start] == '/' && text[start + 1] is '/' or '*')
            return true;
        if (start >= text.Length || text[start] is not ('{' or '['))
            return false;
        var next = SkipSpace(text, start + 1);
        return next >= text.Length || text[start] == '[' || text[next] is '"' or '}' or '/';
    }

    private static int SkipSpace(string text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t' or '\r' or '\n' or '\uFEFF')
            position++;
        return position;
    }
}
