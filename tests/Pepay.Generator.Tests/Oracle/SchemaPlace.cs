using System.Text.Json.Nodes;
using NJsonSchema;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>One schema as NSwag read it, with the node of the document that it was read from.</summary>
internal sealed record SchemaPlace(SpecDocument Document, string Pointer, JsonNode? Node, JsonSchema Schema)
{
    private const int LongestChain = 64;

    /// <summary>The words that stand beside a reference on the way here.</summary>
    public JsonObject? Beside { get; private init; }

    /// <summary>The other places that describe the same property: the schema must be valid against all.</summary>
    public IReadOnlyList<SchemaPlace> Others { get; init; } = [];

    /// <summary>One property that several parts of a composition describe: the last that says what it is, with the others.</summary>
    public static SchemaPlace OneOf(IReadOnlyList<SchemaPlace> places)
    {
        var last = places.LastOrDefault(place => place.SaysType) ?? places[^1];
        return places.Count == 1 ? last : last with { Others = [.. places.Where(place => place != last && place.Target.Schema != last.Target.Schema)] };
    }

    /// <summary>The place behind references, and behind compositions of one schema and null that say nothing else.</summary>
    public SchemaPlace Target
    {
        get
        {
            var place = this;
            for (var visited = new HashSet<JsonSchema>(); visited.Add(place.Schema);)
            {
                if (place.Schema.Reference is { } target)
                    place = place.Behind(target);
                else if (place.Only() is { } only)
                    place = only;
            }

            return place;
        }
    }

    // NSwag may skip references that lead to references; the node is what the last one leads to.
    private SchemaPlace Behind(JsonSchema target)
    {
        var (pointer, node, beside) = (Pointer, Node, Beside);
        for (var i = 0; i < LongestChain && node is JsonObject reference && SpecDocument.Text(reference["$ref"]) is { } next; i++)
        {
            beside ??= reference.Count > 1 ? reference : null;
            (pointer, node) = (next, next.StartsWith('#') ? Document.Find(next) : null);
        }

        return new(Document, pointer, node, target) { Beside = beside, Others = Others };
    }

    private SchemaPlace? Only() =>
        Schema.Properties.Count + Schema.AllOf.Count + Schema.RequiredProperties.Count + Schema.Enumeration.Count == 0 && Schema.Type == JsonObjectType.None
        && Variants.Where(variant => variant.Schema.Type != JsonObjectType.Null).ToList() is [var only] ? only with { Others = Others } : null;

    public IEnumerable<SchemaPlace> AllOf => List("allOf", Schema.AllOf);

    /// <summary>What <c>oneOf</c> and <c>anyOf</c> list.</summary>
    public IEnumerable<SchemaPlace> Variants => [.. List("oneOf", Schema.OneOf), .. List("anyOf", Schema.AnyOf)];

    public IEnumerable<SchemaPlace> Items => List(Node?["prefixItems"] is null ? "items" : "prefixItems", Schema.Items);

    public SchemaPlace? Item => Schema.Item is { } item ? Inside("items", item) : null;

    public SchemaPlace? Additional => Schema.AdditionalPropertiesSchema is { } additional ? Inside("additionalProperties", additional) : null;

    public SchemaPlace Property(string name) => Inside("properties", name, Schema.Properties[name]);

    /// <summary>This schema and all that it is composed of by <c>allOf</c>, parts before what is made of them.</summary>
    public IReadOnlyList<SchemaPlace> Closure()
    {
        var found = new List<SchemaPlace>();
        var visited = new HashSet<JsonSchema>();
        foreach (var other in Others)
            Collect(other.Target, found, visited);
        Collect(Target, found, visited);
        return found;
    }

    /// <summary>Whether it is a text or a whole number and nothing but its members are said of it.</summary>
    public bool IsPlain => Schema.Reference is null && Schema.OneOf.Count + Schema.AnyOf.Count + Schema.AllOf.Count == 0
        && ((Schema.Type & (JsonObjectType.String | JsonObjectType.Integer)) != 0 || (Schema.Type == JsonObjectType.None && Schema.Enumeration.Count > 0 && Schema.Enumeration.All(member => member is string)));

    /// <summary>Whether the schema says what its values are, and not only what they mean.</summary>
    public bool SaysType => Schema.Reference is not null || Schema.Type != JsonObjectType.None || Schema.AllOf.Count + Schema.OneOf.Count + Schema.AnyOf.Count > 0 || HasContent();

    /// <summary>Whether there is anything to compare: properties or members of an enumeration, here or deeper.</summary>
    public bool HasContent() => HasContent(Target, []);

    private static bool HasContent(SchemaPlace place, HashSet<JsonSchema> visited)
    {
        if (!visited.Add(place.Schema))
            return false;
        if (place.Schema.Properties.Count + place.Schema.Enumeration.Count > 0)
            return true;
        IEnumerable<SchemaPlace?> inner = [.. place.AllOf, .. place.Variants, .. place.Items, place.Item, place.Additional];
        return inner.Any(inside => inside is not null && HasContent(inside.Target, visited));
    }

    private static void Collect(SchemaPlace place, List<SchemaPlace> found, HashSet<JsonSchema> visited)
    {
        if (!visited.Add(place.Schema))
            return;
        foreach (var part in place.AllOf)
            Collect(part.Target, found, visited);
        found.Add(place);
    }

    private IEnumerable<SchemaPlace> List(string key, ICollection<JsonSchema> schemas) =>
        schemas.Select((schema, i) => new SchemaPlace(Document, $"{Pointer}/{key}/{i}", (Node?[key] as JsonArray)?[i], schema));

    private SchemaPlace Inside(string key, JsonSchema schema) => new(Document, $"{Pointer}/{key}", Node?[key], schema);

    private SchemaPlace Inside(string key, string name, JsonSchema schema) => new(Document, $"{Pointer}/{key}/{SpecDocument.Escape(name)}", Node?[key]?[name], schema);
}
