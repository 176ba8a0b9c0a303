using System.Text;
using System.Text.Json.Nodes;
using Pepay.Generator.Tests.Oracle;

namespace Pepay.Generator.Tests.RoundTrip;

/// <summary>A specification as plain JSON, read without the generator, with small answers about its nodes.</summary>
internal sealed class SpecDocument(string name, JsonObject root)
{
    private const int LongestChain = 64;

    public string Name { get; } = name;

    public JsonObject Root { get; } = root;

    /// <summary>Whether words beside <c>$ref</c> count: they do from OpenAPI 3.1 on.</summary>
    public bool HasSiblings { get; } = root["openapi"]?.GetValue<string>().StartsWith("3.0", StringComparison.Ordinal) != true;

    public static SpecDocument Parse(string name, string text) =>
        new(name, JsonNode.Parse(Path.GetExtension(name) == ".json" ? text : YamlToJson.Convert(text))!.AsObject());

    /// <summary>The node that a local pointer such as <c>#/components/schemas/Pet</c> leads to; null when there is none.</summary>
    public JsonNode? Find(string pointer)
    {
        JsonNode? node = Root;
        foreach (var token in Uri.UnescapeDataString(pointer.TrimStart('#')).Split('/').Skip(1))
        {
            var key = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node is JsonArray array ? (int.TryParse(key, out var i) && i < array.Count ? array[i] : null) : (node as JsonObject)?[key];
        }

        return node;
    }

    /// <summary>The schema behind references; null where one leads nowhere or in a circle.</summary>
    public JsonNode? Follow(JsonNode? schema)
    {
        for (var i = 0; schema is JsonObject reference && Text(reference["$ref"]) is { } pointer; i++)
        {
            if (i == LongestChain)
                return null;
            schema = pointer.StartsWith('#') ? Find(pointer) : null;
        }

        return schema;
    }

    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Pointers to the schemas with a name, and to the payloads and bodies that have none.</summary>
    public IReadOnlyList<string> Schemas()
    {
        var found = new List<string>();
        foreach (var key in (Root["components"]?["schemas"] as JsonObject ?? []).Select(entry => entry.Key))
            found.Add("#/components/schemas/" + Escape(key));
        Bodies(Root, "#", found);
        return found;
    }

    /// <summary>The published examples of bodies and messages, each with a pointer to its schema.</summary>
    public IReadOnlyList<(string Schema, JsonNode? Value)> Examples()
    {
        var found = new List<(string, JsonNode?)>();
        Examples(Root, "#", found);
        return found;
    }

    private void Examples(JsonNode? node, string at, List<(string Schema, JsonNode? Value)> found)
    {
        if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
                Examples(array[i], at + "/" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), found);
            return;
        }

        if (node is not JsonObject mapping)
            return;
        var key = mapping.ContainsKey("payload") ? "payload" : "schema";
        if (mapping[key] is JsonObject schema && (mapping.ContainsKey("example") || mapping.ContainsKey("examples")))
        {
            var pointer = Text(schema["$ref"]) ?? at + "/" + key;
            if (mapping.ContainsKey("example"))
                found.Add((pointer, mapping["example"]));
            foreach (var example in (mapping["examples"] as JsonObject)?.Select(entry => entry.Value) ?? mapping["examples"] as JsonArray ?? [])
            {
                if (Follow(example) is JsonObject given && (given.ContainsKey("value") || given.ContainsKey("payload")))
                    found.Add((pointer, given["value"] ?? given["payload"]));
            }
        }

        foreach (var (name, value) in mapping)
        {
            if (name is not ("example" or "examples"))
                Examples(value, at + "/" + Escape(name), found);
        }
    }

    // Any schema of a media type or message outside the named ones.
    private static void Bodies(JsonNode? node, string at, List<string> found)
    {
        if (node is JsonObject mapping)
        {
            foreach (var (key, value) in mapping)
            {
                if (at == "#/components" && key == "schemas")
                    continue;
                var inside = at + "/" + Escape(key);
                if (key is "schema" or "payload" && value is JsonObject schema && !schema.ContainsKey("$ref") && !schema.ContainsKey("schemaFormat"))
                    found.Add(inside);
                else if (key is not ("example" or "examples"))
                    Bodies(value, inside, found);
            }
        }
        else if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
                Bodies(array[i], at + "/" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), found);
        }
    }

    /// <summary>What is reached from a schema through references, itself not included.</summary>
    public HashSet<string> Reached(string pointer, int most)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<JsonNode?>([Find(pointer)]);
        while (pending.TryPop(out var node) && reached.Count <= most)
        {
            foreach (var reference in References(node))
            {
                if (reached.Add(reference))
                    pending.Push(Find(reference));
            }
        }

        return reached;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject mapping => mapping.SelectMany(entry => entry.Key == "$ref" && Text(entry.Value) is { } pointer ? [pointer] : References(entry.Value)),
        JsonArray array => array.SelectMany(References),
        _ => [],
    };

    public static string Escape(string key)
    {
        var escaped = new StringBuilder(key).Replace("~", "~0").Replace("/", "~1").ToString();
        return Uri.EscapeDataString(escaped);
    }
}
