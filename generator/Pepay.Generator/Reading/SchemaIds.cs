namespace Pepay.Generator.Reading;

/// <summary>Schemas that name themselves: <c>$id</c> makes a schema a document of its own, and <c>$anchor</c> names a place within a document.</summary>
internal sealed class SchemaIds
{
    private readonly Dictionary<string, SpecNode> documents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Document, string Anchor), SpecNode> anchors = [];

    /// <summary>The document in which each reference stands, and each value of a discriminator's mapping.</summary>
    private readonly Dictionary<SpecNode, string> places = [];
    private readonly HashSet<SpecNode> seen = [];

    public SchemaIds(IReadOnlyList<SpecFile> files)
    {
        foreach (var file in files)
        {
            if (file.Root is not null)
                Add(file.Root, file.Name);
        }
    }

    /// <summary>The schema with an anchor, or the document that a pointer is to be followed in; null when there is none.</summary>
    /// <param name="reference">The node with the reference.</param>
    /// <param name="document">What stands before the fragment.</param>
    /// <param name="fragment">An anchor, a pointer or nothing.</param>
    public SpecNode? Find(SpecNode reference, string document, string fragment)
    {
        var place = places.TryGetValue(reference, out var own) ? own : reference.File.Name;
        var target = document.Length == 0 ? place : Join(place, document);
        if (fragment.Length > 0 && fragment[0] != '/')
            return anchors.TryGetValue((target, fragment), out var anchored) || anchors.TryGetValue((reference.File.Name, fragment), out anchored) ? anchored : null;
        return documents.TryGetValue(target, out var found) || documents.TryGetValue(document, out found) ? found : null;
    }

    private void Add(SpecNode node, string document)
    {
        // A node that stands in several places, by an anchor of YAML, is searched once.
        if (!seen.Add(node))
            return;
        if (node.TextOf("$id") is { Length: > 0 } id)
        {
            document = Join(document, id.TrimEnd('#'));
            if (!documents.ContainsKey(document))
                documents[document] = node;
        }

        if ((node.TextOf("$anchor") ?? node.TextOf("$dynamicAnchor")) is { } anchor && !anchors.ContainsKey((document, anchor)))
            anchors[(document, anchor)] = node;
        if (References.IsReference(node))
            places[node] = document;
        foreach (var entry in node["discriminator"]?["mapping"]?.Entries ?? [])
            places[entry.Value] = document;
        foreach (var entry in node.Entries)
        {
            if (entry.Key is not ("example" or "examples" or "enum" or "const" or "default"))
                Add(entry.Value, document);
        }

        foreach (var item in node.Items)
            Add(item, document);
    }

    // A relative name is one beside the document that says it, where that has an address.
    private static string Join(string document, string name) =>
        Uri.TryCreate(document, UriKind.Absolute, out var address) && Uri.TryCreate(address, name, out var joined) ? joined.ToString() : name;
}
