using System.Text.Json.Nodes;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>Finds the schemas of a document that have something to compare.</summary>
internal static class DocumentCoverage
{
    /// <summary>Pointers to the components, and the schemas in them, that have properties or members.</summary>
    public static IEnumerable<string> Schemas(SpecDocument document) =>
        (document.Root["components"]?["schemas"] as JsonObject ?? []).SelectMany(entry => Schemas(entry.Value, "#/components/schemas/" + SpecDocument.Escape(entry.Key)));

    private static IEnumerable<string> Schemas(JsonNode? node, string at)
    {
        // Words beside a reference are compared where it leads to.
        if (node is not JsonObject schema || schema.ContainsKey("$ref"))
            return [];
        IEnumerable<string> own = schema["properties"] is JsonObject { Count: > 0 } || schema["enum"] is JsonArray { Count: > 0 } ? [at] : [];
        return own
            .Concat(new[] { "allOf", "oneOf", "anyOf" }.SelectMany(key => (schema[key] as JsonArray ?? []).SelectMany((part, i) => Schemas(part, $"{at}/{key}/{i}"))))
            .Concat(MayBe(schema, "array") ? Schemas(schema["items"], at + "/items") : [])
            .Concat(MayBe(schema, "object") ? Schemas(schema["additionalProperties"], at + "/additionalProperties") : [])
            .Concat(MayBe(schema, "object") ? Properties(schema, at) : []);
    }

    private static IEnumerable<string> Properties(JsonObject schema, string at) =>
        (schema["properties"] as JsonObject ?? []).SelectMany(entry => Schemas(entry.Value, $"{at}/properties/{SpecDocument.Escape(entry.Key)}"));

    private static bool MayBe(JsonObject schema, string type) => SpecDocument.Text(schema["type"]) is not { } given || given == type;
}
