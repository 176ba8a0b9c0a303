namespace Pepay.Generator.Reading.Schemas;

/// <summary>
/// Schemas that stand for what a specification says in a roundabout way, made once per node so that they have one identity: a reference with
/// words beside it, the schema of properties without a name, the base of a hierarchy without its children.
/// </summary>
internal sealed class Compositions(ReadContext context)
{
    private static readonly string[] Adding =
        ["properties", "required", "allOf", "oneOf", "anyOf", "additionalProperties", "patternProperties", "items", "prefixItems", "enum", "const"];

    private static readonly HashSet<string> Describing = new(StringComparer.Ordinal)
    {
        "title", "description", "deprecated", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "uniqueItems", "multipleOf",
        "default", "example", "examples",
    };

    private readonly Dictionary<SpecNode, SpecNode> composed = [];
    private readonly Dictionary<SpecNode, SpecNode?> additional = [];
    private readonly Dictionary<SpecNode, SpecNode> bases = [];
    private readonly Dictionary<(SpecNode Owner, string Property), SpecNode> alternatives = [];
    private readonly Dictionary<(SpecNode Earlier, SpecNode Later), SpecNode> both = [];
    private readonly HashSet<SpecNode> baseCopies = [];

    /// <summary>The schema behind references, where words beside a reference count as a composition with it.</summary>
    public SpecNode? Follow(SpecNode? node)
    {
        for (var i = 0; node is not null && References.IsReference(node) && i < SpecFile.MaxDepth; i++)
        {
            if (WithSiblings(node) is { } composition)
                return composition;
            node = context.References.Resolve(node);
        }

        return node is not null && References.IsReference(node) ? context.References.Follow(node) : node;
    }

    /// <summary>The composition that a reference with words beside it stands for; null where there are none that count. In OpenAPI 3.0 and AsyncAPI none do.</summary>
    public SpecNode? WithSiblings(SpecNode reference)
    {
        if (reference.Entries.Length == 1 || !CountSiblings(reference.File) || !Array.Exists(reference.Entries, entry => Array.IndexOf(Adding, entry.Key) >= 0))
            return null;
        if (composed.TryGetValue(reference, out var known))
            return known;
        var bare = Mapping(reference, Array.FindAll(reference.Entries, entry => entry.Key == "$ref"));
        context.References.StandsFor(bare, reference);
        var beside = Mapping(reference, Array.FindAll(reference.Entries, entry => entry.Key != "$ref"));
        return composed[reference] = Mapping(reference, [new("allOf", reference.At, Sequence(reference, [bare, beside]))]);
    }

    /// <summary>The schema of the properties that have no name in a schema: of its patterns and of all others; null when they may be anything.</summary>
    public SpecNode? Additional(SpecNode schema)
    {
        if (additional.TryGetValue(schema, out var known))
            return known;
        var found = new List<SpecNode>();
        foreach (var pattern in schema["patternProperties"]?.Entries ?? [])
            found.Add(pattern.Value);
        var others = schema["additionalProperties"] ?? schema["unevaluatedProperties"];
        if (others is { IsMapping: true, Entries.Length: > 0 })
            found.Add(others);
        else if (others is null && found.Count > 1)
            found.Clear();
        return additional[schema] = found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => Mapping(schema, [new("anyOf", schema.At, Sequence(schema, found.ToArray()))]),
        };
    }

    /// <summary>The schema of a property that the variants of its owner describe, each in its own way.</summary>
    public SpecNode AnyOf(SpecNode owner, string property, IEnumerable<SpecNode> schemas)
    {
        if (alternatives.TryGetValue((owner, property), out var known))
            return known;
        var different = new List<SpecNode>();
        foreach (var schema in schemas)
        {
            if (!different.Exists(other => SaySame(Follow(other), Follow(schema))))
                different.Add(schema);
        }

        return alternatives[(owner, property)] = different.Count == 1 ? different[0] : Mapping(owner, [new("anyOf", owner.At, Sequence(owner, different.ToArray()))]);
    }

    /// <summary>
    /// The schema of a property that two parts of a composition describe. Both hold: the later, which says it more narrowly, is enough unless
    /// the earlier has properties that it has not.
    /// </summary>
    public SpecNode Both(SpecNode earlier, SpecNode later)
    {
        if (both.TryGetValue((earlier, later), out var known))
            return known;
        both[(earlier, later)] = later; // what a schema that leads back here holds
        var (first, second) = (Follow(earlier), Follow(later));
        if (first is not { IsMapping: true } || second is not { IsMapping: true } || first == second)
            return later;
        if (first["items"] is { IsMapping: true } items && second["items"] is { IsMapping: true } narrower)
        {
            var inside = Both(items, narrower);
            return both[(earlier, later)] = inside == narrower ? later
                : Mapping(second, [.. Array.FindAll(second.Entries, entry => entry.Key != "items"), new("items", narrower.At, inside)]);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        PropertyNames(first, names, []);
        var has = new HashSet<string>(StringComparer.Ordinal);
        PropertyNames(second, has, []);
        return both[(earlier, later)] = names.Count == 0 || names.IsSubsetOf(has) || !MayBeObject(second) ? later
            : Mapping(second, [new("allOf", second.At, Sequence(second, [earlier, later]))]);
    }

    private static bool MayBeObject(SpecNode node) => node["type"] is not { } type || type.Text == "object";

    private void PropertyNames(SpecNode? schema, HashSet<string> into, HashSet<SpecNode> visited)
    {
        if (Follow(schema) is not { IsMapping: true } node || !visited.Add(node))
            return;
        foreach (var entry in node["properties"]?.Entries ?? [])
            into.Add(entry.Key);
        foreach (var part in node["allOf"]?.Items ?? [])
            PropertyNames(part, into, visited);
    }

    // Whether two schemas describe the same values as far as types go, whatever else they say.
    private static bool SaySame(SpecNode? a, SpecNode? b, int depth = 0)
    {
        if (a is null || b is null || a == b)
            return a == b;
        if (a.Kind != b.Kind || a.Text != b.Text || a.Items.Length != b.Items.Length || depth == SpecFile.MaxDepth)
            return false;
        for (var i = 0; i < a.Items.Length; i++)
        {
            if (!SaySame(a.Items[i], b.Items[i], depth + 1))
                return false;
        }

        return a.Entries.All(entry => IsSaid(entry.Key, a, b, depth)) && b.Entries.All(entry => a.Has(entry.Key) || IsSaid(entry.Key, b, a, depth));
    }

    private static bool IsSaid(string word, SpecNode by, SpecNode other, int depth) =>
        Describing.Contains(word) && by[word] is not { IsMapping: true } ? true : SaySame(by[word], other[word], depth + 1);

    /// <summary>The schema of a base itself, without the children that it stands for elsewhere.</summary>
    public SpecNode Base(SpecNode schema)
    {
        if (bases.TryGetValue(schema, out var known))
            return known;
        var copy = Mapping(schema, Array.FindAll(schema.Entries, entry => entry.Key != "discriminator"));
        baseCopies.Add(copy);
        return bases[schema] = copy;
    }

    public bool IsBase(SpecNode schema) => baseCopies.Contains(schema);

    public static SpecNode Reference(SpecNode at, string pointer) => Mapping(at, [new("$ref", at.At, new SpecNode(NodeKind.Text, at.File, at.At, pointer))]);

    private static bool CountSiblings(SpecFile file) =>
        file.Root is { } root && !root.Has("asyncapi") && root["openapi"]?.Text.StartsWith("3.0", StringComparison.Ordinal) != true;

    private static SpecNode Mapping(SpecNode at, SpecEntry[] entries)
    {
        var node = new SpecNode(NodeKind.Mapping, at.File, at.At, "");
        node.Fill(entries);
        return node;
    }

    private static SpecNode Sequence(SpecNode at, SpecNode[] items)
    {
        var node = new SpecNode(NodeKind.Sequence, at.File, at.At, "");
        node.Fill(items);
        return node;
    }
}
