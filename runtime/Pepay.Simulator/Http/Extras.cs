using System.Text.Json.Nodes;

namespace Pepay.Simulator.Http;

/// <summary>
/// Mixes in properties and enum values that no document mentions, as a provider does who ships before writing. A counter decides, so a
/// run can be repeated. Nothing that says what was paid is ever touched.
/// </summary>
internal sealed class Extras(SimulatorExtras mode)
{
    private static readonly string[] Inner = ["data", "object", "invoice", "latest_payment", "order"];

    private int counter;

    /// <summary>Whether it is the turn of this answer or event.</summary>
    public bool Take() => mode switch
    {
        SimulatorExtras.Never => false,
        SimulatorExtras.Always => true,
        _ => Interlocked.Increment(ref counter) % 3 == 0,
    };

    /// <param name="body">The answer or event.</param>
    /// <param name="values">Members whose value may be replaced: name, the value that is replaced (null: any), the unknown value.</param>
    public static void Mix(JsonNode? body, params ReadOnlySpan<(string Member, string? Known, string Unknown)> values)
    {
        foreach (var (member, known, unknown) in values)
            Replace(body, member, known, unknown);
        AddProperty(body);
    }

    private static void AddProperty(JsonNode? body)
    {
        switch (body)
        {
            case JsonArray { Count: > 0 } list:
                AddProperty(list[0]);
                break;
            case JsonObject map:
                foreach (var name in Inner)
                    AddProperty(map[name] is JsonValue ? null : map[name]);
                map["x_sim_extra"] = Body.Object(("note", "a property that no document mentions"), ("list", new JsonArray(1, "two", null)));
                break;
        }
    }

    private static void Replace(JsonNode? node, string member, string? known, string unknown)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Replace(item, member, known, unknown);
        }
        else if (node is JsonObject map)
        {
            if (map[member] is JsonValue value && value.TryGetValue(out string? text) && (known is null || known == text))
                map[member] = unknown;
            foreach (var (name, inner) in map.ToArray())
            {
                if (name is not ("metadata" or "previous_attributes"))
                    Replace(inner, member, known, unknown);
            }
        }
    }
}
