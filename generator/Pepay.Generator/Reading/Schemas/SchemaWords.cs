using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>Small questions about a schema node that several readers ask, and the check that its words are of the right kind.</summary>
internal static class SchemaWords
{
    private static readonly string[] Structural =
    [
        "type", "properties", "items", "allOf", "oneOf", "anyOf", "enum", "const", "additionalProperties", "$ref", "format", "prefixItems", "x-epoch",
        "patternProperties",
    ];

    private const string Discriminator = "a mapping with 'propertyName'";

    private static readonly string[] ForPeople = ["title", "description", "example", "examples", "default", "deprecated", "externalDocs", "$comment"];

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

    /// <summary>Reports words whose value is of a kind that says nothing, so that they would be passed over in silence.</summary>
    public static void Check(ReadContext context, SpecNode schema)
    {
        Vocabulary.Schema.Check(context.Diagnostics, schema);
        foreach (var entry in schema.Entries)
        {
            var value = entry.Value;
            if (value.Kind != NodeKind.Null && Demanded(entry.Key, value) is { } demanded)
                context.Unexpected(value, $"'{entry.Key}'", demanded);
        }

        if (schema["discriminator"] is { IsMapping: true } discriminator && !Vocabulary.Discriminator.Check(context.Diagnostics, discriminator) && discriminator.TextOf("propertyName") is null)
            context.Lacking(DiagnosticIds.UnexpectedNode, discriminator, "'discriminator'", Discriminator, "a mapping without it", NodePointer.Of(discriminator));
    }

    /// <summary>
    /// Reports names in <c>required</c> that no property has: in a closed object none can, and one that is nearly the name of a property was meant to be
    /// it. In an open object any other may be what it allows besides.
    /// </summary>
    public static void CheckRequired(ReadContext context, SpecNode schema, ObjectShape shape, string name)
    {
        if (schema["required"] is not { IsSequence: true } required || shape.Properties.Count == 0 || shape.Additional is not null
            || schema.Has("allOf") || schema.Has("oneOf") || schema.Has("anyOf") || schema.Has("patternProperties") || context.Compositions.IsBase(schema))
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in shape.Properties)
            names.Add(property.Name);
        foreach (var item in required.Items)
        {
            if (!item.IsText || names.Contains(item.Text))
                continue;
            var meant = Spelling.Nearest(item.Text, names.Where(property => !Array.Exists(required.Items, other => other.Text == property)), mayBeCut: false);
            if (meant is not null || shape.Closed)
                context.Lacking(DiagnosticIds.UndeclaredRequired, item, item.Text, name,
                    meant is not null ? $"did you mean '{meant}'?" : "describe it under 'properties', or take it out of 'required'");
        }
    }

    /// <summary>The property that a schema names to tell its variants apart. In AsyncAPI the name itself stands there.</summary>
    public static string? DiscriminatorOf(SpecNode schema) => schema["discriminator"] switch
    {
        { IsText: true } name when IsAsync(schema) => name.Text,
        var mapping => mapping?.TextOf("propertyName"),
    };

    private static bool IsAsync(SpecNode schema) => schema.File.Root?.Has("asyncapi") == true;

    // Null where the value is of the right kind.
    private static string? Demanded(string word, SpecNode value) => word switch
    {
        "enum" when !value.IsSequence => "a list of values",
        "type" when !value.IsText && (!value.IsSequence || Array.Exists(value.Items, item => !item.IsText && item.Kind != NodeKind.Null)) => "the name of a type or a list of them",
        "allOf" or "oneOf" or "anyOf" or "prefixItems" when !value.IsSequence => "a list of schemas",
        "required" when value.Kind == NodeKind.Boolean => "a list of names, beside 'properties' and not within one",
        "required" when !value.IsSequence => "a list of names",
        "properties" or "patternProperties" when !value.IsMapping => "a mapping of names to schemas",
        "items" when !value.IsMapping && !value.IsSequence && value.Kind != NodeKind.Boolean => "a schema",
        "additionalProperties" or "unevaluatedProperties" when !value.IsMapping && value.Kind != NodeKind.Boolean => "a schema or a boolean",
        "discriminator" when !value.IsMapping && !(value.IsText && IsAsync(value)) => Discriminator,
        "nullable" or "readOnly" or "writeOnly" when value.Kind != NodeKind.Boolean => "a boolean",
        "$ref" or "format" when !value.IsText => "a text",
        _ => null,
    };

    /// <summary>Whether a schema lets everything be: <c>true</c>, or one that has at most words for people.</summary>
    public static bool SaysNothing(SpecNode node) => node.IsTrue || (node.IsMapping && Array.TrueForAll(node.Entries, entry =>
        Array.IndexOf(ForPeople, entry.Key) >= 0 || entry.Key.StartsWith("x-", StringComparison.Ordinal)));

    /// <summary>Whether a schema says of its values no more than their type.</summary>
    public static bool IsBare(SpecNode node)
    {
        foreach (var entry in node.Entries)
        {
            if (entry.Key is not ("type" or "format") && Array.IndexOf(Structural, entry.Key) >= 0)
                return false;
        }

        return true;
    }

    public static bool IsNull(SpecNode node) =>
        node["type"] is { Kind: NodeKind.Null } or { Text: "null" } || (node["enum"] is { IsSequence: true, Items.Length: 1 } values && values.Items[0].Kind == NodeKind.Null)
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
            case { Kind: NodeKind.Null }:
                nullable = true;
                break;
            default:
                // Absent, or no type at all, which is reported and counts as absent.
                Unnamed(node, types);
                break;
        }

        return types;
    }

    private static void Unnamed(SpecNode node, List<string> types)
    {
        if (node.Has("properties") || node.Has("additionalProperties") || node.Has("patternProperties"))
            types.Add("object");
        else if (node.Has("items") || node.Has("prefixItems"))
            types.Add("array");
        else
            Infer(node, types);
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
