using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pepay.Generator.Tests.RoundTrip;

/// <summary>
/// Makes JSON that a schema allows, from the text of the specification alone, and adds what a newer provider would: unknown properties, unknown
/// members of enumerations, unknown variants. Numbers are extreme, texts odd, properties in any order.
/// </summary>
internal sealed class SchemaInstances(SpecDocument document, int seed, bool withExamples = false)
{
    private const int Shallow = 4;
    private const int Deepest = 24;

    private static readonly string[] Texts = ["", "a", "text", "Grüße", "名前", "\"\\/\b\f\n\r\t", "\u0000\u001f\u007f", "🙂", "</script>&'+", " 1 ", "null", "2026-01-02T03:04:05Z"];

    private static readonly string[] Integers =
        ["0", "-0", "1", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "123456789012345678901234567890", "1.0", "1e2", "1E+30", "-1.50e1"];

    private static readonly string[] Numbers =
        ["0.1", "-0.0", "1.50", "49.90", "0.30000000000000004", "1e-7", "1E400", "-1e-400", "79228162514264337593543950335", "0.12345678901234567890123456789012345", "3.4028234663852886e38", "1.7976931348623157E+308"];

    private static readonly string[] Times =
        ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05.120+01:00", "1985-04-12T23:20:50.52Z", "2016-12-31T23:59:60Z", "1937-01-01T12:00:27.87+00:20", "2026-01-02t03:04:05z", "2026-01-02T03:04:05.123456789-00:00"];

    private static readonly string[] Dates = ["2026-01-02", "0001-01-01", "9999-12-31", "2024-02-29", "0000-01-01", "+12026-01-01"];

    private readonly Random random = new(seed);

    /// <summary>Examples that are of another kind of JSON than their own schema allows, and so were not used.</summary>
    public int Contradictions { get; private set; }

    /// <summary>Null where the schema has no finite instance.</summary>
    public string? Make(string pointer)
    {
        var text = new StringBuilder();
        try
        {
            text.Append(Value(document.Find(pointer), 0));
            return text.ToString();
        }
        catch (EndlessException)
        {
            return null;
        }
    }

    private string Value(JsonNode? node, int depth)
    {
        if (depth > Deepest)
            throw new EndlessException();
        if (document.Follow(node) is not JsonObject schema)
            return Anything(depth);
        if (withExamples && Example(node as JsonObject, schema) is { } example)
            return example;
        if (AllowsNull(schema) && Chance(0.15))
            return "null";
        if (schema.ContainsKey("x-epoch"))
            return Pick(["1700000000", "-1", "1700000000123", "1.7e9", "1.5", "99999999999999999999", "\"2023-11-14T22:13:20.000Z\"", "\"soon\""]);
        if (schema["const"] is { } constant)
            return constant.ToJsonString();
        if (schema["enum"] is JsonArray values)
            return Member(schema, values);
        if (schema["allOf"] is JsonArray || schema["properties"] is JsonObject || HasSiblings(node))
            return IsObject(node, schema) ? Object(node, depth) : Value(Narrowest(schema), depth + 1);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: > 0 } variants)
            return Variant(schema, variants, depth);
        return OfType(node, schema, depth);
    }

    private bool HasSiblings(JsonNode? node) => document.HasSiblings && node is JsonObject mapping && mapping.ContainsKey("$ref") && mapping.ContainsKey("properties");

    private bool IsObject(JsonNode? node, JsonObject schema)
    {
        if (schema["properties"] is JsonObject || schema["required"] is JsonArray || HasSiblings(node))
            return true;
        return (schema["allOf"] as JsonArray ?? []).All(part => document.Follow(part) is JsonObject target && (!IsStructural(target) || IsObject(part, target) || Types(target).Contains("object")
            || ((target["oneOf"] ?? target["anyOf"]) as JsonArray)?.All(variant => document.Follow(variant) is JsonObject chosen && (IsObject(variant, chosen) || Types(chosen).Contains("object"))) == true));
    }

    // Of a composition that is no object, the part that says most.
    private JsonNode? Narrowest(JsonObject schema) =>
        ((JsonArray)schema["allOf"]!).Select(part => (Part: part, Target: document.Follow(part) as JsonObject)).Where(pair => pair.Target is not null && IsStructural(pair.Target))
        .OrderByDescending(pair => pair.Target!.ContainsKey("enum") ? 2 : pair.Target.ContainsKey("format") ? 1 : 0).Select(pair => pair.Part).FirstOrDefault();

    private static bool IsStructural(JsonObject schema) =>
        schema.Any(entry => entry.Key is "type" or "properties" or "items" or "allOf" or "oneOf" or "anyOf" or "enum" or "const" or "additionalProperties" or "$ref" or "format");

    private string Variant(JsonObject schema, JsonArray variants, int depth)
    {
        if (variants.Count(variant => variant is not JsonObject one || SpecDocument.Text(one["type"]) != "null") > 1 && Chance(0.1))
            return SpecDocument.Text(schema["discriminator"]?["propertyName"]) is { } property ? $$"""{{{JsonSerializer.Serialize(property)}}:"of a newer version","more":[1.50]}""" : """{"of a newer version":{"a":[null]}}""";
        var order = variants.OrderBy(_ => random.Next()).ToList();
        var chosen = depth < Shallow ? order[0] : order.OrderBy(variant => document.Follow(variant) is JsonObject target && Types(target).Any(type => type is "object" or "array")).First();
        var text = Value(chosen, depth + 1);
        return SpecDocument.Text(schema["discriminator"]?["propertyName"]) is { } name && text.StartsWith('{') ? WithDiscriminator(schema, name, chosen, text) : text;
    }

    private static string WithDiscriminator(JsonObject schema, string name, JsonNode? chosen, string text)
    {
        var pointer = SpecDocument.Text(chosen?["$ref"]);
        if (pointer is null || JsonNode.Parse(text) is not JsonObject value)
            return text;
        var mapped = (schema["discriminator"]?["mapping"] as JsonObject)?.FirstOrDefault(entry => SpecDocument.Text(entry.Value) == pointer).Key;
        value[name] = mapped ?? pointer[(pointer.LastIndexOf('/') + 1)..];
        return value.ToJsonString();
    }

    private string Object(JsonNode? node, int depth)
    {
        var properties = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        JsonNode? additional = null;
        Collect(node, properties, required, ref additional, 0);
        var parts = new List<string>();
        foreach (var (name, schema) in properties)
        {
            if (required.Contains(name) || (depth < Shallow && Chance(withExamples ? 0.9 : 0.5)))
                parts.Add(JsonSerializer.Serialize(name) + ":" + Value(schema, depth + 1));
        }

        foreach (var name in required.Where(name => !properties.ContainsKey(name)))
            parts.Add(JsonSerializer.Serialize(name) + ":" + Anything(depth + 1));
        foreach (var name in Unknown(properties))
            parts.Add(JsonSerializer.Serialize(name) + ":" + (additional is JsonObject ? Value(additional, depth + 1) : Anything(depth + 1)));
        return "{" + string.Join(",", parts.OrderBy(_ => random.Next())) + "}";
    }

    private IEnumerable<string> Unknown(Dictionary<string, JsonNode?> properties) =>
        new[] { "of a newer version", "$id", "", "Größe", "a\"b\\c" }.Where(name => !properties.ContainsKey(name) && Chance(0.1));

    private void Collect(JsonNode? node, Dictionary<string, JsonNode?> properties, HashSet<string> required, ref JsonNode? additional, int depth)
    {
        if (depth > Deepest)
            return;
        if (HasSiblings(node))
            Own((JsonObject)node!, properties, required, ref additional);
        if (document.Follow(node) is not JsonObject schema)
            return;
        foreach (var part in schema["allOf"] as JsonArray ?? [])
            Collect(part, properties, required, ref additional, depth + 1);
        Own(schema, properties, required, ref additional);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: > 0 } variants)
            Collect(variants[random.Next(variants.Count)], properties, required, ref additional, depth + 1);
    }

    private void Own(JsonObject schema, Dictionary<string, JsonNode?> properties, HashSet<string> required, ref JsonNode? additional)
    {
        foreach (var (name, value) in schema["properties"] as JsonObject ?? [])
        {
            if (!properties.TryGetValue(name, out var before) || before is not JsonObject)
                properties[name] = value;
            else if (value is JsonObject refined && IsStructural(refined))
                properties[name] = Both(before, refined);
        }

        foreach (var name in schema["required"] as JsonArray ?? [])
            required.Add(SpecDocument.Text(name) ?? name!.ToJsonString());
        additional = schema["additionalProperties"] ?? additional;
    }

    // Of several parts that describe a property each holds: objects have what all say, of anything else the last says most.
    private JsonNode Both(JsonNode earlier, JsonObject later)
    {
        if (document.Follow(earlier) is not JsonObject first || document.Follow(later) is not JsonObject second || first == second)
            return later;
        if (first["items"] is JsonObject items && second["items"] is JsonObject narrower)
        {
            var list = (JsonObject)second.DeepClone();
            list["items"] = Both(items, narrower).DeepClone();
            return list;
        }

        var mayBeObject = second["type"] is null || Types(second).Contains("object");
        return mayBeObject && IsObject(earlier, first) ? new JsonObject { ["allOf"] = new JsonArray(earlier.DeepClone(), later.DeepClone()) } : later;
    }

    private string Member(JsonObject schema, JsonArray values)
    {
        if (Chance(0.15) && values.Count > 1)
        {
            if (values.All(value => value is null || SpecDocument.Text(value) is not null))
                return "\"of a newer version\"";
            if (Types(schema).Contains("integer"))
                return Pick(Integers);
        }

        return values[random.Next(values.Count)] is { } member ? Types(schema) is ["string"] && SpecDocument.Text(member) is null ? JsonSerializer.Serialize(member.ToJsonString()) : member.ToJsonString() : "null";
    }

    private string OfType(JsonNode? node, JsonObject schema, int depth)
    {
        var types = Types(schema).Where(type => type != "null").ToList();
        return (types.Count == 0 ? null : types[random.Next(types.Count)]) switch
        {
            "object" => Map(node, schema, depth),
            "array" => Array(schema, depth),
            "string" => Text(schema),
            "integer" => Pick(Integers),
            "number" => Chance(0.5) ? Pick(Numbers) : Pick(Integers),
            "boolean" => Chance(0.5) ? "true" : "false",
            null when Types(schema).Contains("null") => "null",
            _ => Anything(depth),
        };
    }

    private string Map(JsonNode? node, JsonObject schema, int depth)
    {
        var patterns = schema["patternProperties"] as JsonObject;
        if (patterns is null && schema["additionalProperties"] is not JsonObject)
            return Object(node, depth);
        var value = patterns?.First().Value ?? schema["additionalProperties"];
        var count = depth < Shallow ? random.Next(3) : 0;
        return "{" + string.Join(",", Enumerable.Range(0, count).Select(i => JsonSerializer.Serialize((patterns is null ? "key " : "x-") + i) + ":" + Value(value, depth + 1))) + "}";
    }

    private string Array(JsonObject schema, int depth)
    {
        var first = (schema["prefixItems"] ?? schema["items"]) as JsonArray;
        var rest = first == schema["items"] ? schema["additionalItems"] : schema["items"];
        var parts = (first ?? []).Select(item => Value(item, depth + 1)).ToList();
        var count = depth < Shallow ? random.Next(3) : 0;
        if (first is null || rest is JsonObject)
            parts.AddRange(Enumerable.Range(0, count).Select(_ => Value(rest, depth + 1)));
        return "[" + string.Join(",", parts) + "]";
    }

    private string Text(JsonObject schema)
    {
        if (schema["x-string-number"] is not null || schema["x-money"] is not null)
            return "\"" + Pick(["0", "1", "12.50", "-3", "9223372036854775808", "007"]) + "\"";
        return SpecDocument.Text(schema["format"]) switch
        {
            "date-time" => "\"" + Pick(Times) + "\"",
            "date" => "\"" + Pick(Dates) + "\"",
            "uuid" => "\"6f0e8a0c-7f0b-4d0c-9f5e-0a1b2c3d4e5f\"",
            "byte" or "base64" => JsonSerializer.Serialize(Pick(["", "AQI=", "AQ==", "AQID", "AQJ=", "+/+/", "AQI", "not base64"])),
            "decimal" => "\"" + Pick(["0.10", "-1", "1e3", "12345678901234567890.123456789012345"]) + "\"",
            _ => Chance(0.5) ? JsonSerializer.Serialize(Pick(Texts)) : Escaped(Pick(Texts)),
        };
    }

    // Each character as an escape: the reader has to see through it.
    private static string Escaped(string text) => "\"" + string.Concat(text.Select(c => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture))) + "\"";

    private string Anything(int depth) => random.Next(depth < Shallow ? 7 : 5) switch
    {
        0 => "null",
        1 => "true",
        2 => Pick(Numbers),
        3 => Pick(Integers),
        4 => JsonSerializer.Serialize(Pick(Texts)),
        5 => "[" + Anything(depth + 1) + "]",
        _ => "{\"any\":" + Anything(depth + 1) + "}",
    };

    private string? Example(JsonObject? reference, JsonObject schema)
    {
        var candidates = new[] { reference, schema }.Where(node => node is not null).SelectMany(node =>
            (node!.ContainsKey("example") ? new[] { node["example"] } : []).Concat(node["examples"] as JsonArray ?? [])).ToList();
        if (candidates.Count == 0)
            return null;
        var chosen = candidates[random.Next(candidates.Count)];
        if (new SchemaKinds(document).Fits(schema, chosen))
            return chosen?.ToJsonString() ?? "null";
        Contradictions++;
        return null;
    }

    private static bool AllowsNull(JsonObject schema) =>
        schema["nullable"]?.GetValueKind() == JsonValueKind.True || Types(schema).Contains("null")
        || (schema["enum"] as JsonArray)?.Contains(null) == true
        || ((schema["oneOf"] ?? schema["anyOf"]) as JsonArray)?.Any(variant => variant is JsonObject one && SpecDocument.Text(one["type"]) == "null") == true;

    internal static IReadOnlyList<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(type => SpecDocument.Text(type) ?? "null")],
        { } one when SpecDocument.Text(one) is { } type => [type],
        _ when schema.ContainsKey("properties") || schema.ContainsKey("additionalProperties") || schema.ContainsKey("patternProperties") => ["object"],
        _ when schema.ContainsKey("items") || schema.ContainsKey("prefixItems") => ["array"],
        _ => [],
    };

    private string Pick(IReadOnlyList<string> values) => values[random.Next(values.Count)];

    private bool Chance(double share) => random.NextDouble() < share;

    private sealed class EndlessException : Exception;
}
