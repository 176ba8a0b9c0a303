namespace Pepay.Generator.Reading.Schemas;

/// <summary>Flattens an object schema: own properties, those of <c>allOf</c>, and as optional ones those of <c>oneOf</c> and <c>anyOf</c> beside them.</summary>
internal sealed class ObjectReader(ReadContext context)
{
    private readonly Dictionary<SpecNode, ObjectShape> known = [];

    public ObjectShape Get(SpecNode node)
    {
        if (known.TryGetValue(node, out var shape))
            return shape;
        var collected = new Collection();
        Collect(node, collected, optional: false);
        return known[node] = collected.Finish();
    }

    private void Collect(SpecNode? start, Collection into, bool optional)
    {
        var node = context.References.Follow(start);
        if (node is not { IsMapping: true } || !into.Visited.Add(node))
            return;
        foreach (var part in node["allOf"]?.Items ?? [])
            Collect(part, into, optional);
        Properties(node, into);
        if (!optional)
            RequiredNames(node, into);
        foreach (var variant in (node["oneOf"] ?? node["anyOf"])?.Items ?? [])
            Collect(variant, into, optional: true);
        if (node["additionalProperties"] is { IsMapping: true, Entries.Length: > 0 } additional)
            into.Shape.Additional = additional;
        else if (node["additionalProperties"] is { IsFalse: true })
            into.Shape.Closed = true;
    }

    private void Properties(SpecNode node, Collection into)
    {
        if (node["properties"] is not { } properties)
            return;
        if (!properties.IsMapping)
        {
            if (properties.Kind != NodeKind.Null)
                context.Unexpected(properties, "'properties'", "a mapping of names to schemas");
            return;
        }

        foreach (var entry in properties.Entries)
        {
            if (entry.Value.IsMapping || entry.Value.Kind == NodeKind.Boolean)
                into.Add(entry);
            else
                context.Unexpected(entry.Value, $"The schema of property '{entry.Key}'", "a mapping");
        }
    }

    private void RequiredNames(SpecNode node, Collection into)
    {
        // OpenAPI 3.0 files from the days of Swagger carry "required: true" on properties: it says nothing about this object.
        if (node["required"] is not { IsSequence: true } required)
            return;
        foreach (var name in required.Items)
        {
            if (name.Kind is NodeKind.Mapping or NodeKind.Sequence or NodeKind.Null)
                context.Unexpected(name, "A required name", "a text");
            else
                into.Required.Add(name.Text);
        }
    }

    private sealed class Collection
    {
        private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);

        public ObjectShape Shape { get; } = new();

        public HashSet<SpecNode> Visited { get; } = [];

        public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

        public void Add(SpecEntry entry)
        {
            var slot = new PropertySlot(entry.Key, entry.KeyAt, entry.Value, false);
            if (!index.TryGetValue(entry.Key, out var at))
            {
                index[entry.Key] = Shape.Properties.Count;
                Shape.Properties.Add(slot);
            }
            else if (!entry.Value.IsMapping || SchemaWords.IsStructural(entry.Value))
            {
                // The later says it more narrowly, unless it says nothing about the type.
                Shape.Properties[at] = slot;
            }
        }

        public ObjectShape Finish()
        {
            for (var i = 0; i < Shape.Properties.Count; i++)
            {
                if (Required.Contains(Shape.Properties[i].Name))
                    Shape.Properties[i] = Shape.Properties[i] with { Required = true };
            }

            return Shape;
        }
    }
}
