namespace Pepay.Generator.Reading.Schemas;

/// <summary>
/// Finds the children of a schema that has a <c>discriminator</c> and names no variants: the components that are composed with it, and those
/// that its mapping names. Wherever the base stands, any of them may be.
/// </summary>
internal sealed class Hierarchies(ReadContext context, Compositions compositions)
{
    private readonly Dictionary<SpecNode, List<SpecNode>> children = [];
    private readonly HashSet<SpecNode> indexed = [];
    private readonly Dictionary<SpecNode, SpecNode> named = [];

    /// <summary>Makes a component known that may be composed with a base.</summary>
    public void Add(string name, SpecNode schema)
    {
        if (!indexed.Add(schema))
            return;
        foreach (var part in schema["allOf"]?.Items ?? [])
        {
            if (!part.IsMapping || !References.IsReference(part) || context.References.Resolve(part) is not { } target)
                continue;
            if (!children.TryGetValue(target, out var list))
                children[target] = list = [];
            var pointer = "#/components/schemas/" + name.Replace("~", "~0").Replace("/", "~1").Replace("%", "%25");
            list.Add(Compositions.Reference(schema, pointer));
        }
    }

    /// <summary>The variants of a base, itself the last; null where the schema is no base.</summary>
    public List<SpecNode>? Variants(SpecNode schema)
    {
        if (SchemaWords.DiscriminatorOf(schema) is null || schema.Has("oneOf") || schema.Has("anyOf"))
            return null;
        var found = new List<SpecNode>();
        var visited = new HashSet<SpecNode> { schema };
        Descend(schema, found, visited);
        foreach (var entry in schema["discriminator"]!["mapping"]?.Entries ?? [])
        {
            if (!entry.Value.IsText)
                continue;
            var reference = Named(entry.Value);
            if (context.References.Resolve(reference) is { } child && visited.Add(child))
                found.Add(reference);
        }

        if (found.Count == 0)
            return null;
        found.Add(compositions.Base(schema));
        return found;
    }

    /// <summary>The reference that a mapping's value stands for: a reference, or the bare name of a component.</summary>
    public SpecNode Named(SpecNode value)
    {
        if (named.TryGetValue(value, out var known))
            return known;
        var reference = Compositions.Reference(value, value.Text.IndexOf('/') >= 0 || value.Text.IndexOf('#') >= 0 ? value.Text : "#/components/schemas/" + value.Text);
        context.References.StandsFor(reference, value);
        return named[value] = reference;
    }

    private void Descend(SpecNode schema, List<SpecNode> found, HashSet<SpecNode> visited)
    {
        if (!children.TryGetValue(schema, out var list))
            return;
        foreach (var reference in list)
        {
            if (context.References.Resolve(reference) is not { } child || !visited.Add(child))
                continue;
            found.Add(reference);

            // A child with a discriminator of its own brings its children itself.
            if (!child.Has("discriminator"))
                Descend(child, found, visited);
        }
    }
}
