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
        }

        return types;
    }

    /// <summary>The only text that a schema allows; null when it allows others.</summary>
    public static string? ConstantText(SpecNode node)
    {
        if (node["const"] is { IsText: true } constant)
            return constant.Text;
        return node["enum"] is { IsSequence: true, Items.Length: 1 } values && values.Items[0].IsText ? values.Items[0].Text : null;
    }
}
