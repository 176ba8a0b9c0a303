using System.Text.Json.Nodes;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>A reason why the generator may differ from NSwag: what the specification says, and how to see in the document that it says it of this node.</summary>
internal sealed record Rule(string Name, string Specification, Func<Difference, bool> Proves);

/// <summary>All reasons. They are the table in the README of the generator.</summary>
internal static class Rules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new("IgnoredHeader",
            "OpenAPI, Parameter Object: \"If in is 'header' and the name field is 'Accept', 'Content-Type' or 'Authorization', the parameter definition SHALL be ignored.\"",
            it => it is { Kind: DifferenceKind.Parameter, Ours: null } && Text(it.Node, "in") == "header"
                && Text(it.Node, "name")?.ToLowerInvariant() is "accept" or "content-type" or "authorization"),

        new("PathTemplate",
            "OpenAPI, Parameter Object: \"If in is 'path', the name field MUST correspond to a template expression occurring within the path field\"; Paths Object: each expression has a parameter.",
            it => it.Kind == DifferenceKind.Parameter && it.Name.StartsWith("Path ", StringComparison.Ordinal)
                && (it.Ours is null) != Path(it).Contains("{" + it.Name["Path ".Length..] + "}", StringComparison.Ordinal)),

        new("PathRequired",
            "OpenAPI, Parameter Object: \"If the parameter location is 'path', this field [required] is REQUIRED and its value MUST be true.\"",
            it => it is { Kind: DifferenceKind.ParameterRequired, Ours: "required" } && Text(it.Node, "in") == "path"),

        new("ReferencedBody",
            "OpenAPI, Operation Object: requestBody is a \"Request Body Object | Reference Object\".",
            it => it.Kind is DifferenceKind.Body or DifferenceKind.ParameterRequired && it.Name == "body" && Text(it.Node?["requestBody"], "$ref") is not null
                && it.Document.Follow(it.Node!["requestBody"]) is { } body
                && (it.Kind == DifferenceKind.Body ? body["content"] is JsonObject { Count: > 0 } : (it.Ours == "required") == IsTrue(body["required"]))),

        new("OneContentType",
            "OpenAPI, Request Body and Response Object: content has one entry per media type, each an alternative; one of them is sent, and named in Accept.",
            it => it.Kind is DifferenceKind.Body or DifferenceKind.Answer && it.Ours is not null && it.Node?["content"] is JsonObject { Count: > 1 } content && content.ContainsKey(MediaType(it))),

        new("NoJson",
            "OpenAPI, Media Type Object: the schema describes the content of its media type. A body that is no JSON has no JSON properties: it is text or bytes.",
            it => it.Kind is DifferenceKind.Answer or DifferenceKind.Body && it.Node?["content"] is JsonObject { Count: 1 } content && content.ContainsKey(MediaType(it))
                && !MediaType(it).Contains("json", StringComparison.OrdinalIgnoreCase) && !MediaType(it).Contains('*', StringComparison.Ordinal)),

        new("UndeclaredRequired",
            "JSON Schema Validation, 6.5.3: \"An object instance is valid against this keyword if every item in the array is the name of a property in the instance.\" It describes no property.",
            it => it is { Kind: DifferenceKind.Required, Ours: null } && !Declares(it.Document, it.Node, it.Name)),

        new("OneWay",
            "OpenAPI 3.0, Schema Object: \"If the property is marked as readOnly being true and is in the required list, the required will take effect on the response only\"; writeOnly: on the request only.",
            it => it is { Kind: DifferenceKind.Required, Ours: "optional" } && Descriptions(it.Document, it.Node, it.Name).Any(property => IsOneWay(property) || IsOneWay(it.Document.Follow(property)))),

        new("VariantProperty",
            "JSON Schema Core, 10.2.1: an object beside oneOf or anyOf has its own properties and those of the variant that it is. None of these is in all objects.",
            it => it is { Kind: DifferenceKind.Property, Theirs: null } && Variants(it.Document, it.Node).Any(variant => Declares(it.Document, variant, it.Name))),

        new("TextVariants",
            "JSON Schema Core, 10.2.1.2: an instance is valid against anyOf \"if it validates successfully against at least one schema\": texts of several variants are one text with the members of all.",
            it => it is { Kind: DifferenceKind.Enumeration, Theirs: null } && Variants(it.Document, it.Node).Any(variant => Members(it.Document.Follow(variant)).Contains(it.Name))),

        new("ConstantMember",
            "JSON Schema Validation, 6.1.3: \"Use of this keyword [const] is functionally equivalent to an 'enum' with a single value.\"",
            it => it is { Kind: DifferenceKind.Enumeration, Theirs: null } && Members(it.Node).Contains(it.Name) && it.Node?["enum"] is null),

        new("PlainMember",
            "JSON Schema Validation, 6.1.2: \"Elements in the array might be of any type\". true, false and numbers with fractions are values of bool and decimal; there is no name to give.",
            it => it is { Kind: DifferenceKind.Enumeration, Ours: null } && it.Node?["enum"] is JsonArray values
                && values.Any(value => value is JsonValue scalar && scalar.ToJsonString() == it.Name && scalar.GetValueKind() is not System.Text.Json.JsonValueKind.String)
                && Text(it.Node, "type") is null or "boolean" or "number"),

        new("NullMember",
            "JSON Schema Core, 4.2.1: null is a type of its own. A schema with another type excludes it, whatever its enum says.",
            it => it is { Kind: DifferenceKind.Enumeration, Name: SchemaReading.Null, Ours: null } && Text(it.Node, "type") is not (null or "null") && !IsTrue(it.Node?["nullable"])),

        new("OtherType",
            "JSON Schema Core, 7.6.1: assertions and applicators apply to one type of instance only: items says nothing about a text.",
            it => (it.Kind, it.Theirs) is (DifferenceKind.Elements or DifferenceKind.Property, not null)
                && Closure(it.Document, it.Node).Select(part => Text(part, "type")).Any(type => type is not null && type != (it is { Kind: DifferenceKind.Elements, Name: "items" } ? "array" : "object"))),

        new("BesideReference",
            "OpenAPI 3.1 with JSON Schema Core, 8.2.3.1: $ref is an applicator like others, and the words beside it count too.",
            it => it.Document.HasSiblings && it.Beside is { } beside && it.Kind is DifferenceKind.Property or DifferenceKind.Required && it.Theirs != "required"
                && (it.Kind == DifferenceKind.Required ? Names(beside["required"]).Contains(it.Name) : Declares(it.Document, new JsonObject { ["properties"] = beside["properties"]?.DeepClone() }, it.Name))),
    ];

    private static string? Text(JsonNode? node, string key) => node is JsonObject mapping ? SpecDocument.Text(mapping[key]) : null;

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var truth) && truth;

    private static bool IsOneWay(JsonNode? property) => property is JsonObject mapping && (IsTrue(mapping["readOnly"]) || IsTrue(mapping["writeOnly"]));

    private static IEnumerable<string> Names(JsonNode? node) => (node as JsonArray ?? []).Select(SpecDocument.Text).OfType<string>();

    // The path of the operation that a pointer is in; a parameter of a component has none.
    private static string Path(Difference it) =>
        Uri.UnescapeDataString(it.Owner.Split('/')[2]).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static string MediaType(Difference it) => it.Kind == DifferenceKind.Answer ? it.Name[(it.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..] : it.Name;

    // Texts and numbers; null and the rest are no members of ours.
    private static HashSet<string> Members(JsonNode? schema) => schema is not JsonObject mapping ? []
        : [.. (mapping["enum"] as JsonArray ?? []).Append(mapping["const"]).OfType<JsonValue>().Select(value => SpecDocument.Text(value) ?? value.ToJsonString())];

    private static bool Declares(SpecDocument document, JsonNode? schema, string name) => Descriptions(document, schema, name).Any();

    /// <summary>What a schema and the parts of its allOf say about a property.</summary>
    private static IEnumerable<JsonNode?> Descriptions(SpecDocument document, JsonNode? schema, string name) =>
        Closure(document, schema).Where(part => part["properties"] is JsonObject properties && properties.ContainsKey(name)).Select(part => part["properties"]![name]);

    /// <summary>What oneOf and anyOf of a schema, its parts and its variants list.</summary>
    private static IEnumerable<JsonNode?> Variants(SpecDocument document, JsonNode? schema)
    {
        var pending = new Queue<JsonNode?>([schema]);
        var visited = new HashSet<JsonNode>();
        while (pending.TryDequeue(out var next))
        {
            foreach (var variant in Closure(document, next).SelectMany(part => Parts(part, "oneOf").Concat(Parts(part, "anyOf"))))
            {
                if (document.Follow(variant) is not { } target || !visited.Add(target))
                    continue;
                yield return target;
                pending.Enqueue(target);
            }
        }
    }

    private static List<JsonObject> Closure(SpecDocument document, JsonNode? schema)
    {
        var found = new List<JsonObject>();
        var pending = new Queue<JsonNode?>([schema]);
        while (pending.TryDequeue(out var next))
        {
            if (document.Follow(next) is not JsonObject part || found.Contains(part))
                continue;
            found.Add(part);
            foreach (var inner in Parts(part, "allOf"))
                pending.Enqueue(inner);
        }

        return found;
    }

    private static IEnumerable<JsonNode?> Parts(JsonObject schema, string key) => schema[key] as JsonArray ?? [];
}
