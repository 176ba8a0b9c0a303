using System.Text.Json.Nodes;

namespace Pepay.Simulator.Validation;

/// <summary>The two specification files of a provider as one OpenAPI document, in the form that each direction is checked with.</summary>
internal static class SpecJson
{
    /// <summary>Extension that survives in the parsed schema where the specification itself says additionalProperties.</summary>
    public const string OpenMark = "x-declared-open";

    /// <summary>Prefix of the schema that stands for an event type.</summary>
    public const string EventPrefix = "event-";

    /// <summary>For what we receive: enums closed, and a mark where properties that nobody declared are allowed.</summary>
    public static string ForRequests(string provider)
    {
        var root = Read($"spec/{provider}.openapi.yaml");
        Visit(root, schema =>
        {
            if (schema["additionalProperties"] is JsonObject or JsonValue && schema["additionalProperties"]?.ToJsonString() != "false")
                schema[OpenMark] = true;
        });
        return root.ToJsonString();
    }

    /// <summary>For what we send: the events' schemas are there too, and enums are open, as every reader must take them.</summary>
    public static string ForAnswers(string provider)
    {
        var root = Read($"spec/{provider}.openapi.yaml");
        AddEvents(root, Read($"spec/{provider}.events.yaml"), provider);
        Visit(root, schema =>
        {
            // A single value tells apart the branches of a choice; more than one is a list that may grow.
            if (schema["enum"] is JsonArray { Count: > 1 })
                schema.Remove("enum");
        });
        return root.ToJsonString();
    }

    private static JsonObject Read(string resource)
    {
        using var stream = typeof(SpecJson).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The specification {resource} was not built into the simulator.");
        return YamlToJson.Read(stream);
    }

    private static void AddEvents(JsonObject root, JsonObject events, string provider)
    {
        var schemas = (JsonObject)root["components"]!["schemas"]!;
        Visit(events, node =>
        {
            if (node["$ref"]?.GetValue<string>() is { } reference)
                node["$ref"] = reference.Replace($"./{provider}.openapi.yaml", "", StringComparison.Ordinal);
            if (node["type"] is JsonArray types)
            {
                node["type"] = types.First(type => type?.GetValue<string>() != "null")!.DeepClone();
                node["nullable"] = true;
            }
        });
        foreach (var (name, schema) in (JsonObject)events["components"]!["schemas"]!)
            schemas[name] = schema!.DeepClone();
        foreach (var (name, message) in (JsonObject)events["components"]!["messages"]!)
            schemas[EventPrefix + name] = message!["payload"]!.DeepClone();
    }

    private static void Visit(JsonNode? node, Action<JsonObject> visit)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Visit(item, visit);
        }
        else if (node is JsonObject map)
        {
            visit(map);
            foreach (var (_, value) in map.ToArray())
                Visit(value, visit);
        }
    }
}
