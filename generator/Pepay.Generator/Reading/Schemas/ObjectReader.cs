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

    /// <summary>The only text that a property may have; null when it may have others.</summary>
    public string? Constant(PropertySlot property) =>
        SchemaWords.ConstantText(property.Schema) ?? (context.References.Follow(property.Schema) is { IsMapping: true } schema ? SchemaWords.ConstantText(schema) : null);

    private void Collect(SpecNode? start, Collection into, bool optional)
    {
        var node = context.Compositions.Follow(start);
        if (node is not { IsMapping: true } || !into.Visited.Add(node))
            return;
        foreach (var part in node["allOf"]?.Items ?? [])
            Collect(part, into, optional);
        Properties(node, into);
        if (!optional)
            RequiredNames(node, into);
        var variants = (node["oneOf"] ?? node["anyOf"])?.Items ?? [];

        // A child that is composed with the base that lists it is one of these variants, and none of the others.
        if (!Array.Exists(variants, variant => context.Compositions.Follow(variant) is { } target && into.Visited.Contains(target)))
        {
            foreach (var variant in variants)
                Collect(variant, into, optional: true);
        }

        if (context.Compositions.Additional(node) is { } additional)
            into.Shape.Additional = additional;
        else if ((node["additionalProperties"] ?? node["unevaluatedProperties"]) is { IsFalse: true })
            into.Shape.Closed = true;
    }

    private void Properties(SpecNode node, Collection into)
    {
        if (node["properties"] is not { } properties)
            return;

        // Properties that stand elsewhere: no schema may, but the tools that bundle specifications take it.
        var shared = References.IsReference(properties);
        if (shared && context.Mapping(properties, "'properties'") is { } others)
            Slots(others, into);
        Slots(properties, into, shared);
    }

    private void Slots(SpecNode properties, Collection into, bool isReference = false)
    {
        foreach (var entry in properties.Entries)
        {
            if (isReference && entry.Key == "$ref")
                continue;
            if (entry.Value.IsMapping || entry.Value.Kind == NodeKind.Boolean)
                into.Add(Slot(entry));
            else
                context.Unexpected(entry.Value, $"The schema of property '{entry.Key}'", "a mapping");
        }
    }

    private PropertySlot Slot(SpecEntry entry)
    {
        var target = context.References.Follow(entry.Value);
        return new(entry.Key, entry.KeyAt, entry.Value, false)
        {
            ReadOnly = entry.Value.Flag("readOnly") || target?.Flag("readOnly") == true,
            WriteOnly = entry.Value.Flag("writeOnly") || target?.Flag("writeOnly") == true,
        };
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

        public void Add(PropertySlot slot)
        {
            if (!index.TryGetValue(slot.Name, out var at))
            {
                index[slot.Name] = Shape.Properties.Count;
                Shape.Properties.Add(slot);
            }
            else if (!slot.Schema.IsMapping || SchemaWords.IsStructural(slot.Schema))
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
