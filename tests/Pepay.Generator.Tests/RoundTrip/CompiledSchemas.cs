using System.Text.Json.Nodes;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.RoundTrip;

/// <summary>
/// The types of some schemas of a specification, generated, compiled and loaded. Each schema is reached through a holder with one required
/// property, so that the test needs no generated name, and lists, maps and scalars are reached too.
/// </summary>
internal sealed class CompiledSchemas
{
    private const string Named = "#/components/schemas/";
    private readonly IReadOnlyList<Func<string, string>> roundTrips;

    private CompiledSchemas(IReadOnlyList<Func<string, string>> roundTrips) => this.roundTrips = roundTrips;

    public static CompiledSchemas Compile(SpecDocument document, IReadOnlyList<string> pointers)
    {
        var root = (JsonObject)document.Root.DeepClone();
        var components = root["components"] as JsonObject ?? (JsonObject)(root["components"] = new JsonObject());
        var schemas = components["schemas"] as JsonObject ?? (JsonObject)(components["schemas"] = new JsonObject());
        Prune(document, pointers, root, schemas);
        for (var i = 0; i < pointers.Count; i++)
        {
            var target = pointers[i];
            if (!target.StartsWith(Named, StringComparison.Ordinal))
            {
                schemas[Body(i)] = document.Find(target)!.DeepClone();
                target = Named + Body(i);
            }

            schemas[Holder(i)] = JsonNode.Parse("""{"type":"object","required":["value"],"properties":{"value":{"$ref":"@"}}}""".Replace("@", target, StringComparison.Ordinal));
        }

        var generation = Generation.Run([new SpecFileText("/specs/api.json", root.ToJsonString()) { Metadata = { ["Schemas"] = "All" } }]);
        generation.Diagnostics.ShouldNotContain(d => d.Id == "PEPAY016");
        var types = new LoadedTypes(generation);
        return new([.. Enumerable.Range(0, pointers.Count).Select(i => types.ReadAndWrite(Holder(i)))]);
    }

    /// <summary>What our types write after reading an instance of the schema.</summary>
    public string RoundTrip(int schema, string json)
    {
        var written = roundTrips[schema]("{\"value\":" + json + "}");
        return JsonNode.Parse(written)!["value"]?.ToJsonString() ?? "null";
    }

    // Neither operations nor schemas that nothing here needs: they are compiled elsewhere, and compiling is what takes time.
    private static void Prune(SpecDocument document, IReadOnlyList<string> pointers, JsonObject root, JsonObject schemas)
    {
        var needed = pointers.SelectMany(pointer => document.Reached(pointer, int.MaxValue)).Concat(pointers).ToList();
        foreach (var key in schemas.Select(entry => entry.Key).ToList())
        {
            // A reference may lead into a schema as well.
            if (!needed.Exists(pointer => (Uri.UnescapeDataString(pointer) + "/").StartsWith(Named + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) + "/", StringComparison.Ordinal)))
                schemas.Remove(key);
        }

        foreach (var key in (string[])["paths", "webhooks", "channels", "operations"])
            root.Remove(key);
    }

    private static string Body(int i) => "RoundTripBody" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "X";

    private static string Holder(int i) => "RoundTripHolder" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "X";
}
