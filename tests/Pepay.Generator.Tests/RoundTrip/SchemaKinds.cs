using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pepay.Generator.Tests.RoundTrip;

/// <summary>Whether JSON is of the kinds that a schema allows: its types, required properties and null, at every level. No limits, no formats.</summary>
internal sealed class SchemaKinds(SpecDocument document)
{
    private const int Deepest = 32;

    public bool Fits(JsonNode? node, JsonNode? value, int depth = 0)
    {
        if (depth > Deepest || document.Follow(node) is not JsonObject schema)
            return true;
        if (value is null)
            return AllowsNull(schema, depth);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: > 0 } variants && !variants.Any(variant => Fits(variant, value, depth + 1)))
            return false;
        if ((schema["allOf"] as JsonArray)?.All(part => Fits(part, value, depth + 1)) == false)
            return false;
        var types = SchemaInstances.Types(schema);
        if (types.Count > 0 && !types.Any(type => IsOf(type, value)))
            return false;
        return value switch
        {
            JsonObject mapping => FitsObject(schema, mapping, depth),
            JsonArray array when schema["items"] is JsonObject items => array.All(item => Fits(items, item, depth + 1)),
            _ => true,
        };
    }

    private bool FitsObject(JsonObject schema, JsonObject value, int depth)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
        {
            if (!value.ContainsKey(SpecDocument.Text(name)!))
                return false;
        }

        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (value.TryGetPropertyValue(name, out var held) && !Fits(property, held, depth + 1))
                return false;
        }

        var named = schema["properties"] as JsonObject ?? [];
        return schema["additionalProperties"] is not JsonObject additional || value.All(entry => named.ContainsKey(entry.Key) || Fits(additional, entry.Value, depth + 1));
    }

    private bool AllowsNull(JsonObject schema, int depth)
    {
        if (schema["nullable"]?.GetValueKind() == JsonValueKind.True || SchemaInstances.Types(schema).Contains("null") || (schema["enum"] as JsonArray)?.Contains(null) == true)
            return true;
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: > 0 } variants)
            return variants.Any(variant => Fits(variant, null, depth + 1));
        return schema["allOf"] is JsonArray { Count: > 0 } all
            ? all.All(part => Fits(part, null, depth + 1)) && SchemaInstances.Types(schema).Count == 0
            : SchemaInstances.Types(schema).Count == 0 && !schema.ContainsKey("enum");
    }

    private static bool IsOf(string type, JsonNode value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value.GetValueKind() == JsonValueKind.String,
        "integer" or "number" => value.GetValueKind() == JsonValueKind.Number,
        "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "null" => false,
        _ => true,
    };
}
