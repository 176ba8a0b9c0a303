using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Reading;

/// <summary>
/// Resolves <c>$ref</c> within and between the given files. A file is found where the reference says that it is, beside the one that it stands in;
/// else by its name, where only one file has it.
/// </summary>
internal sealed class References
{
    private const int LongestChain = 64;
    private readonly Dictionary<string, SpecFile> paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SpecFile?> files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<SpecNode, SpecNode?> resolved = [];
    private readonly HashSet<SpecFile> used = [];
    private readonly Dictionary<SpecNode, SpecNode> originals = [];
    private readonly DiagnosticBag diagnostics;
    private readonly IReadOnlyList<SpecFile> all;
    private SchemaIds? ids;

    public References(IReadOnlyList<SpecFile> files, DiagnosticBag diagnostics)
    {
        this.diagnostics = diagnostics;
        all = files;
        foreach (var file in files)
        {
            paths[Whole(file.Path)] = file;
            this.files[file.Name] = this.files.ContainsKey(file.Name) ? null : file;
        }
    }

    // Few files name schemas so: the trees are searched when the first reference needs it.
    private SchemaIds Ids => ids ??= new SchemaIds(all);

    public static bool IsReference(SpecNode node) => node.TextOf("$ref") is not null;

    /// <summary>What a reference calls its target: the last step of its pointer, or the name of the file without its extension.</summary>
    public static string NameOf(string reference)
    {
        var isFile = reference.IndexOf('#') is var hash && (hash < 0 || hash == reference.Length - 1);
        var text = isFile ? reference.TrimEnd('#') : reference;
        var name = text.Substring(Math.Max(text.LastIndexOf('/'), text.LastIndexOf('#')) + 1);
        if (isFile && name.IndexOf('.') is > 0 and var dot)
            name = name.Substring(0, dot);
        return Unescape(name).Replace("~1", "/").Replace("~0", "~");
    }

    /// <summary>Whether a reference of another file led into this one.</summary>
    public bool IsUsed(SpecFile file) => used.Contains(file);

    /// <summary>Counts references too that nobody asked for, such as those of extensions.</summary>
    public void UseAll()
    {
        var seen = new HashSet<SpecNode>();
        foreach (var file in all)
        {
            if (file.Root is not null)
                Use(file.Root, seen);
        }
    }

    /// <summary>Makes a copy of a reference lead where the original does, whose place decides what it is relative to.</summary>
    public void StandsFor(SpecNode copy, SpecNode original) => originals[copy] = original;

    /// <summary>The node that a mapping with <c>$ref</c> points at; null, with a diagnostic, when there is none.</summary>
    public SpecNode? Resolve(SpecNode reference)
    {
        if (resolved.TryGetValue(reference, out var known))
            return known;
        var target = Find(reference, reference["$ref"]!);
        resolved[reference] = target;
        return target;
    }

    /// <summary>Follows references until something that is none; null, with a diagnostic, when that never comes.</summary>
    public SpecNode? Follow(SpecNode? node)
    {
        for (var i = 0; node is not null && IsReference(node); i++)
        {
            if (i == LongestChain)
            {
                diagnostics.Report(DiagnosticIds.CircularReference, node, node.TextOf("$ref")!);
                return null;
            }

            node = Resolve(node);
        }

        return node;
    }

    private SpecNode? Find(SpecNode reference, SpecNode place)
    {
        var text = place.Text;
        var hash = text.IndexOf('#');
        var fileName = hash < 0 ? text : text.Substring(0, hash);
        var pointer = hash < 0 ? "" : Unescape(text.Substring(hash + 1));
        var file = reference.File;
        var isFile = fileName.Length == 0 || TryFile(file, fileName, out file);
        if (file != reference.File)
            used.Add(file);
        var target = !isFile || file.Root is null ? null : pointer.Length == 0 || pointer[0] == '/' ? Walk(file.Root, pointer) : null;
        target ??= Ids.Find(originals.TryGetValue(reference, out var original) ? original : reference, fileName, pointer) is { } named ? pointer.Length > 0 && pointer[0] == '/' ? Walk(named, pointer) : named : null;
        if (target is null && !isFile)
            return Fail(place, $"no file '{fileName}' is among the specification files of this namespace", "add it as PepaySpec with the same Namespace, or correct the reference");
        if (target is null && file.IsCutShort)
            return null; // What is wrong is the fault that the file was cut short by; it is reported there.
        if (target is null && pointer.Length > 0 && pointer[0] != '/')
            return Fail(place, $"{file.Name} has no schema with this $anchor", "correct the name, or use a JSON pointer such as #/components/schemas/Name");
        return target ?? Fail(place, $"{file.Name} has no such node", "correct the pointer or add the node");
    }

    private void Use(SpecNode node, HashSet<SpecNode> seen)
    {
        if (!seen.Add(node))
            return;
        if (node.TextOf("$ref") is { Length: > 0 } text && text[0] != '#' && TryFile(node.File, text.Split('#')[0], out var target))
            used.Add(target);
        foreach (var entry in node.Entries)
            Use(entry.Value, seen);
        foreach (var item in node.Items)
            Use(item, seen);
    }

    private bool TryFile(SpecFile from, string fileName, out SpecFile file)
    {
        var name = Unescape(fileName);
        if (paths.TryGetValue(Whole(from.Path.Substring(0, from.Path.Length - from.Name.Length) + name), out file))
            return true;
        files.TryGetValue(name.Substring(Math.Max(name.LastIndexOf('/'), name.LastIndexOf('\\')) + 1), out var named);
        file = named ?? from;
        return named is not null;
    }

    // A path without steps that lead nowhere or back.
    private static string Whole(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] is not ("" or ".."))
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".")
                parts.Add(part);
        }

        return string.Join("/", parts);
    }

    private SpecNode? Walk(SpecNode root, string pointer)
    {
        SpecNode? node = root;
        var start = 1;
        while (node is not null && start <= pointer.Length)
        {
            var end = pointer.IndexOf('/', start);
            if (end < 0)
                end = pointer.Length;
            var token = pointer.Substring(start, end - start).Replace("~1", "/").Replace("~0", "~");
            node = Step(node, token);
            start = end + 1;
        }

        return node;
    }

    private SpecNode? Step(SpecNode node, string token)
    {
        // A pointer may lead through a node that is itself a reference.
        if (IsReference(node) && !node.Has(token) && Follow(node) is { } target)
            node = target;
        if (node.IsSequence)
            return int.TryParse(token, out var i) && i >= 0 && i < node.Items.Length ? node.Items[i] : null;
        return node[token];
    }

    private SpecNode? Fail(SpecNode place, string reason, string remedy)
    {
        diagnostics.Report(DiagnosticIds.UnresolvedReference, place, place.Text, reason, remedy);
        return null;
    }

    private static string Unescape(string text) => text.IndexOf('%') < 0 ? text : Uri.UnescapeDataString(text);
}
