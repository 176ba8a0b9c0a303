using System.Text.Json.Nodes;
using NJsonSchema;

namespace Pepay.Simulator.Validation;

/// <summary>
/// Finds properties of a request that no part of its schema declares. An OpenAPI schema that is silent about more properties allows
/// them; for requests that would hide every misspelt name, so only a schema that says so is open here.
/// </summary>
internal static class UndeclaredCheck
{
    public static IEnumerable<string> Run(JsonNode? value, JsonSchema schema) => Walk(value, schema.ActualSchema, "#");

    private static IEnumerable<string> Walk(JsonNode? value, JsonSchema schema, string path)
    {
        var parts = Parts(schema).ToList();
        return value switch
        {
            JsonObject map => map.SelectMany(member => Member(member.Key, member.Value, parts, path)),
            JsonArray list when parts.Find(part => part.Item is not null) is { } part
                => list.SelectMany((item, index) => Walk(item, part.Item!.ActualSchema, $"{path}[{index}]")),
            _ => [],
        };
    }

    private static IEnumerable<string> Member(string name, JsonNode? value, List<JsonSchema> parts, string path)
    {
        var here = $"{path}/{name}";
        var declaring = parts.Find(part => part.Properties.ContainsKey(name));
        if (declaring is not null)
            return Walk(value, declaring.Properties[name].ActualSchema, here);
        return parts.Exists(IsOpen) ? [] : [$"Undeclared property at {here}"];
    }

    private static bool IsOpen(JsonSchema part) =>
        part.ExtensionData?.ContainsKey(SpecJson.OpenMark) == true || part.AdditionalPropertiesSchema is not null || part.IsAnyType;

    private static IEnumerable<JsonSchema> Parts(JsonSchema schema)
    {
        var inner = schema.AllOf.Concat(schema.AnyOf).Concat(schema.OneOf).SelectMany(part => Parts(part.ActualSchema)).ToList();
        // A schema that is nothing but a choice declares nothing itself.
        return inner.Count > 0 && schema.Properties.Count == 0 ? inner : inner.Prepend(schema);
    }
}
