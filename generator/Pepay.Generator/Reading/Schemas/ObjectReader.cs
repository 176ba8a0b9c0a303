namespace Pepay.Generator.Reading.Schemas;

/// <summary>Flattens an object schema: own properties, those of <c>allOf</c>, and as optional ones those of <c>oneOf</c> and <c>anyOf</c> beside them.</summary>
internal sealed class ObjectReader(ReadContext context)
{
    private readonly Dictionary<SpecNode, ObjectShape> known = [];

    public ObjectShape Get(SpecNode node)
    {
        if (known.TryGetValue(node, out var shape))
            return shape;
        var collected = new Collection(context.Compositions, []);
        Collect(node, collected);
        return known[node] = collected.Finish();
    }

    /// <summary>The only text that a property may have; null when it may have others.</summary>
    public string? Constant(PropertySlot property) =>
        SchemaWords.ConstantText(property.Schema) ?? (context.References.Follow(property.Schema) is { IsMapping: true } schema ? SchemaWords.ConstantText(schema) : null);

    private void Collect(SpecNode? start, Collection into)
    {
        var node = context.Compositions.Follow(start);
        if (node is not { IsMapping: true } || !into.Visited.Add(node))
            return;
        foreach (var part in node["allOf"]?.Items ?? [])
            Collect(part, into);
        Properties(node, into);
        RequiredNames(node, into);
        Variants(node, into);
        if (context.Compositions.Additional(node) is { } additional)
            into.Shape.Additional = additional;
        else if ((node["additionalProperties"] ?? node["unevaluatedProperties"]) is { IsFalse: true })
            into.Shape.Closed = true;
    }

    private void Variants(SpecNode node, Collection into)
    {
        var variants = (node["oneOf"] ?? node["anyOf"])?.Items ?? [];

        // A child that is composed with the base that lists it is one of these variants, and none of the others.
        if (Array.Exists(variants, variant => context.Compositions.Follow(variant) is { } target && into.Visited.Contains(target)))
            return;
        var slots = new List<PropertySlot>();
        foreach (var variant in variants)
        {
            var inner = new Collection(context.Compositions, into.Visited);
            Collect(variant, inner);
            var shape = inner.Finish();
            slots.AddRange(shape.Properties);
            into.Shape.Additional = shape.Additional ?? into.Shape.Additional;
            into.Shape.Closed |= shape.Closed;
        }

        // What one variant demands, another may not know; and a property may be something else in each.
        foreach (var same in slots.GroupBy(slot => slot.Name, StringComparer.Ordinal))
        {
            var schema = context.Compositions.AnyOf(node, same.Key, same.Select(slot => slot.Schema));
            into.Offer(same.First() with { InAllVariants = same.Count() == variants.Length, Schema = schema, Required = false, ReadOnly = same.All(slot => slot.ReadOnly), WriteOnly = same.All(slot => slot.WriteOnly) });
        }
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

    private sealed class Collection(Compositions compositions, HashSet<SpecNode> visited)
    {
        private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
        private readonly List<PropertySlot> offered = [];

        public ObjectShape Shape { get; } = new();

        public HashSet<SpecNode> Visited { get; } = visited;

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
                Shape.Properties[at] = slot with { Schema = compositions.Both(Shape.Properties[at].Schema, slot.Schema) };
            }
        }

        /// <summary>Adds a property that only variants have: it never says of a property that all have what one variant says.</summary>
        public void Offer(PropertySlot slot) => offered.Add(slot);

        public ObjectShape Finish()
        {
            foreach (var slot in offered)
            {
                if (!index.TryGetValue(slot.Name, out var at))
                    Add(slot);
                else if (Shape.Properties[at].Schema is { IsMapping: true } own && (!SchemaWords.IsStructural(own) || (slot.InAllVariants && SchemaWords.IsBare(own))))
                    Shape.Properties[at] = Shape.Properties[at] with { Schema = slot.Schema };
            }

            for (var i = 0; i < Shape.Properties.Count; i++)
            {
                if (Required.Contains(Shape.Properties[i].Name))
                    Shape.Properties[i] = Shape.Properties[i] with { Required = true };
            }

            return Shape;
        }
    }
}
