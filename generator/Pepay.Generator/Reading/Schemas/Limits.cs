using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>What a schema demands of a value besides its type. No code comes of it, but a server refuses what does not meet it.</summary>
internal static class Limits
{
    private static readonly string[] Words =
        ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"];

    public static EquatableArray<LimitModel> Of(ReadContext context, SpecNode? schema)
    {
        var limits = new List<LimitModel>();
        Add(context, schema, limits, []);
        return EquatableArray<LimitModel>.From(limits);
    }

    // Of one word the outermost counts.
    private static void Add(ReadContext context, SpecNode? schema, List<LimitModel> into, HashSet<SpecNode> visited)
    {
        if (schema is not { IsMapping: true } || !visited.Add(schema))
            return;
        foreach (var word in Words)
        {
            if (schema[word] is { IsFalse: false, Kind: NodeKind.Number or NodeKind.Text or NodeKind.Boolean } value && !into.Exists(known => known.Word == word))
                into.Add(new(word, value.Text));
        }

        foreach (var part in schema["allOf"]?.Items ?? [])
            Add(context, part, into, visited);
        if (References.IsReference(schema))
            Add(context, context.References.Follow(schema), into, visited);
    }
}
