using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Finds the names in a filter that select nothing: one that is misspelt would empty a client without a word.</summary>
internal sealed class FilterCheck(ReadContext context)
{
    private const int MostNamed = 8;
    private readonly SortedSet<string> tags = new(StringComparer.Ordinal);
    private readonly SortedSet<string> paths = new(StringComparer.Ordinal);
    private readonly SortedSet<string> operations = new(StringComparer.Ordinal);

    /// <summary>Takes an operation into account, whether it is generated or not.</summary>
    public void See(SpecNode operation, string path, string id)
    {
        foreach (var tag in operation["tags"]?.Items ?? [])
            tags.Add(tag.Text);
        paths.Add(path);
        operations.Add(id);
    }

    /// <summary>Reports at the first file, since the filters of a namespace hold for all its files.</summary>
    public void Report()
    {
        var lost = new List<string>();
        foreach (var (word, names) in new[] { ("Include", context.Filter.Include), ("Exclude", context.Filter.Exclude) })
        {
            Add(lost, word + "Tags", names.Tags, tags, static (wanted, tag) => wanted == tag);
            Add(lost, word + "Paths", names.Paths, paths, OperationNames.IsPath);
            Add(lost, word + "Operations", names.Operations, operations, static (wanted, id) => wanted == id);
        }

        // What a file lacks after a fault may be what was meant.
        var file = context.Files[0];
        if (lost.Count > 0 && !context.Files.Any(static other => other.IsCutShort))
            context.Diagnostics.Report(DiagnosticIds.UnmatchedFilter, file, default, file.Name, string.Join("; ", lost));
    }

    private static void Add(List<string> lost, string option, EquatableArray<string> names, SortedSet<string> present, Func<string, string, bool> selects)
    {
        foreach (var name in names)
        {
            if (present.Any(other => selects(name, other)))
                continue;
            var nearest = present.Where(static other => other.Length > 0).OrderByDescending(other => Likeness(name, other)).Take(MostNamed).ToList();
            lost.Add($"{option} '{name}' ({(nearest.Count == 0 ? "there are none" : "there are " + string.Join(", ", nearest) + (present.Count > MostNamed ? ", ..." : ""))})");
        }
    }

    /// <summary>How far two names begin alike, in whatever case and behind whatever slash: what people mistype.</summary>
    private static int Likeness(string a, string b)
    {
        (a, b) = (a.TrimStart('/').ToUpperInvariant(), b.TrimStart('/').ToUpperInvariant());
        var length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length])
            length++;
        return length;
    }
}
