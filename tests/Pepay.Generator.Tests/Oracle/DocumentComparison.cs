using System.Text.Json.Nodes;
using NSwag;
using Pepay.Generator.Model;
using Pepay.Generator.Reading;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>Compares the generator's model of a document with NSwag's, from the operations down.</summary>
internal sealed class DocumentComparison
{
    private readonly SpecDocument document;
    private readonly OpenApiDocument theirs;
    private readonly ProviderModel ours;
    private readonly Tally tally;

    private DocumentComparison(SpecDocument document, OpenApiDocument theirs, ProviderModel ours, Tally tally)
    {
        this.document = document;
        this.theirs = theirs;
        this.ours = ours;
        this.tally = tally;
        var types = new Dictionary<string, TypeModel>();
        foreach (var file in ours.Types)
            Index(file.Type, types);
        Schemas = new(types, tally);
    }

    private SchemaComparison Schemas { get; }

    // A change spoils our model, to see that it is noticed.
    public static async Task RunAsync(SpecText text, SpecDocument document, string json, Tally tally, Func<ProviderModel, ProviderModel>? change = null)
    {
        var comparison = await ReadAsync(text, document, json, tally, change);
        comparison.Operations();
        await comparison.RestAsync();
    }

    private static async Task<DocumentComparison> ReadAsync(SpecText text, SpecDocument document, string json, Tally tally, Func<ProviderModel, ProviderModel>? change = null)
    {
        var ours = ProviderReader.Read(new ProviderInput("Sample", null, true, new([text])), CancellationToken.None);
        return new DocumentComparison(document, await OpenApiDocument.FromJsonAsync(json), change is null ? ours : change(ours), tally);
    }

    // The components that no operation reaches, and the bodies behind references, which NSwag does not follow: as answers of a second document.
    private async Task RestAsync()
    {
        var schemas = theirs.Components.Schemas.Where(entry => !Schemas.Seen.Contains(new SchemaPlace(document, "", null, entry.Value).Target.Schema))
            .Select(entry => (JsonNode)new JsonObject { ["$ref"] = "#/components/schemas/" + SpecDocument.Escape(entry.Key) })
            .Concat((document.Root["components"]?["requestBodies"] as JsonObject ?? []).SelectMany(body => body.Value?["content"] as JsonObject ?? [])
                .Where(media => media.Value?["schema"] is not null).Select(media => media.Value!["schema"]!.DeepClone()))
            .ToList();
        if (schemas.Count == 0)
            return;
        var paths = new JsonObject();
        for (var i = 0; i < schemas.Count; i++)
            paths["/" + i] = Answer(schemas[i]);
        var root = new JsonObject { ["openapi"] = document.Root["openapi"]!.DeepClone(), ["info"] = new JsonObject { ["title"] = "Rest", ["version"] = "1" }, ["paths"] = paths };
        root["components"] = document.Root["components"]!.DeepClone();
        var json = root.ToJsonString();
        var rest = await ReadAsync(new SpecText("rest.json", json), new SpecDocument(document.Name, root), json, tally);
        var operations = rest.ours.Clients.SelectMany(client => client.Operations).ToDictionary(operation => operation.Path);
        foreach (var operation in rest.theirs.Operations)
        {
            var place = new SchemaPlace(rest.document, $"#/paths/~1{operation.Path[1..]}", paths[operation.Path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"], operation.Operation.Responses["200"].Content["application/json"].Schema);
            rest.Schemas.Compare(operations[operation.Path].Result!, place);
        }
    }

    private static JsonObject Answer(JsonNode schema) => new()
    {
        ["get"] = new JsonObject
        {
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "", ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } } },
            },
        },
    };

    private static void Index(TypeModel type, Dictionary<string, TypeModel> types)
    {
        types[type.FullName] = type;
        foreach (var nested in type.Nested)
            Index(nested, types);
    }

    private void Operations()
    {
        var operations = ours.Clients.SelectMany(client => client.Operations).ToDictionary(operation => operation.Method + " " + operation.Path);
        var found = theirs.Operations.ToDictionary(operation => operation.Method + " " + operation.Path);
        tally.Operations += found.Count;
        foreach (var (key, operation) in found)
        {
            var pointer = $"#/paths/{SpecDocument.Escape(operation.Path)}/{operation.Method}";
            var node = document.Follow(document.Follow(document.Root["paths"]?[operation.Path])?[operation.Method]);
            if (!operations.TryGetValue(key, out var mine))
            {
                tally.Differences.Add(new(DifferenceKind.Operation, document, pointer, node, key, null, "operation"));
                continue;
            }

            if (SpecDocument.Text(node?["operationId"]) is not null && mine.Id != operation.Operation.OperationId)
                tally.Differences.Add(new(DifferenceKind.OperationId, document, pointer, node, key, mine.Id, operation.Operation.OperationId));
            new OperationComparison(document, pointer, node, mine, operation.Operation, Schemas, tally).Run();
        }

        foreach (var key in operations.Keys.Except(found.Keys))
            tally.Differences.Add(new(DifferenceKind.Operation, document, "#/paths", null, key, "operation", null));
    }
}
