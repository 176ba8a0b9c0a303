namespace Pepay.Generator.Reading.Schemas;

/// <summary>Small questions about a schema node that several readers ask.</summary>
internal static class SchemaWords
{
    private static readonly string[] Structural =
    [
        "type", "properties", "items", "allOf", "oneOf", "anyOf", "enum", "const", "additionalProperties", "$ref", "format", "prefixItems", "x-epoch",
        "patternProperties",
    ];

    /// <summary>Whether a schema says what its values are; one with a description or a limit only does not.</summary>
    public static bool IsStructural(SpecNode node)
    {
        foreach (var entry in node.Entries)
        {
            if (Array.IndexOf(Structural, entry.Key) >= 0)
                return true;
        }

        return false;
    }

    public static bool IsNull(SpecNode node) =>
        node.TextOf("type") == "null" || (node["enum"] is { IsSequence: true, Items.Length: 1 } values && values.Items[0].Kind == NodeKind.Null)
        || node["const"] is { Kind: NodeKind.Null };

    /// <summary>The types of a schema without null, inferred from other words where <c>type</c> is absent.</summary>
    public static List<string> Types(SpecNode node, out bool nullable)
    {
        var types = new List<string>();
        nullable = node.Flag("nullable");
        switch (node["type"])
        {
            case { IsText: true } one:
                types.Add(one.Text);
                break;
            case { IsSequence: true } several:
                foreach (var item in several.Items)
                {
                    if (item.Kind == NodeKind.Null || item.Text == "null")
                        nullable = true;
                    else if (item.IsText && !types.Contains(item.Text))
                        types.Add(item.Text);
                }

                break;
            case null when node.Has("properties") || node.Has("additionalProperties") || node.Has("patternProperties"):
                types.Add("object");
                break;
            case null when node.Has("items") || node.Has("prefixItems"):
                types.Add("array");
                break;
            case null:
                Infer(node, types);
                break;
        }

        return types;
    }

    // What an enumeration or a constant is, its values say.
    private static void Infer(SpecNode node, List<string> types)
    {
        foreach (var value in node["const"] is { } constant ? [constant] : node["enum"]?.Items ?? [])
        {
            if (TypeOf(value) is { } type && !types.Contains(type))
                types.Add(type);
        }
    }

    /// <summary>The type of a value; null for null.</summary>
    public static string? TypeOf(SpecNode value) => value.Kind switch
    {
        NodeKind.Text => "string",
        NodeKind.Boolean => "boolean",
        NodeKind.Number => long.TryParse(value.Text, out _) ? "integer" : "number",
        NodeKind.Mapping => "object",
        NodeKind.Sequence => "array",
        _ => null,
    };

    /// <summary>The schemas of the first elements of an array; null where all elements have one schema. Before OpenAPI 3.1 they stood in <c>items</c>.</summary>
    public static SpecNode? TupleItems(SpecNode node) =>
        node["prefixItems"] is { IsSequence: true, Items.Length: > 0 } first ? first : node["items"] is { IsSequence: true, Items.Length: > 0 } items ? items : null;

    /// <summary>The schema of the elements after those; null where they may be anything.</summary>
    public static SpecNode? TupleRest(SpecNode node) =>
        (node["items"] is { IsSequence: true } ? node["additionalItems"] : node["items"]) is { IsMapping: true } rest ? rest : null;

    /// <summary>The only text that a schema allows; null when it allows others.</summary>
    public static string? ConstantText(SpecNode node)
    {
        if (node["const"] is { IsText: true } constant)
            return constant.Text;
        return node["enum"] is { IsSequence: true, Items.Length: 1 } values && values.Items[0].IsText ? values.Items[0].Text : null;
    }
}
