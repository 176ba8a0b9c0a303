using System.Text.Json.Nodes;
using Pepay.Generator.Model;
using Pepay.Generator.Reading;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Corpus;

/// <summary>What published specifications say of security, idempotency and paging, read by itself from their JSON, is what the operations have.</summary>
public sealed class ForeignOperationTests
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public static TheoryData<string> Files() => [.. CorpusFolder.Files().Select(file => Path.GetFileName(file)!).Where(name => !name.StartsWith("asyncapi", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Operations_AreSecuredRepeatedAndPagedAsTheSpecificationSays(string name)
    {
        if (CorpusFolder.Path is not { } folder)
            return;
        var text = File.ReadAllText(Path.Combine(folder, name));
        var document = SpecDocument.Parse(name, text);

        var model = ProviderReader.Read(new ProviderInput("Sample", null, true, new([new SpecText("/specs/" + name, text)])), CancellationToken.None);

        var read = model.Clients.SelectMany(client => client.Operations).ToDictionary(operation => (operation.Method, operation.Path));
        var described = Described(document).ToList();
        read.Count.ShouldBe(described.Count);
        foreach (var (method, path, operation, item) in described)
        {
            var found = read[(method, path)];
            found.Security.Select(schemes => string.Join('+', schemes)).ShouldBe(Security(document, operation), $"{method} {path}");
            var key = Parameters(document, operation, item).FirstOrDefault(IsKey);
            (found.Idempotency?.Header).ShouldBe(key is null ? null : SpecDocument.Text(key["name"]), $"{method} {path}");
            found.Parameters.Count(parameter => parameter.Place == ParameterPlace.IdempotencyKey).ShouldBe(key is null ? 0 : 1);
            found.Parameters.ShouldNotContain(parameter => parameter.Place == ParameterPlace.Header && parameter.WireName == "Idempotency-Key");

            // No page is guessed at: only x-pagination says how the next one is asked for.
            (found.Paging is not null).ShouldBe(operation.ContainsKey("x-pagination"));
        }
    }

    [Theory]
    [InlineData("adyen-checkout-v71.json", "ApiKeyAuth Header X-API-Key, BasicAuth Basic ", 22)]
    [InlineData("stripe-2022-03-29.json", "basicAuth Basic , bearerAuth Bearer ", 0)]
    [InlineData("paypal-orders-v2.json", "Oauth2 Bearer ", 0)]
    public void Schemes_OfPublishedApis_AreKnown(string name, string schemes, int repeatable)
    {
        if (CorpusFolder.Path is not { } folder)
            return;

        var model = ProviderReader.Read(new ProviderInput("Sample", null, true, new([new SpecText("/specs/" + name, File.ReadAllText(Path.Combine(folder, name)))])), CancellationToken.None);

        string.Join(", ", model.Descriptor.Security.Select(scheme => $"{scheme.Name} {scheme.Kind} {scheme.Parameter}")).ShouldBe(schemes);
        model.Clients.SelectMany(client => client.Operations).Count(operation => operation.Idempotency is not null).ShouldBe(repeatable);
    }

    private static IEnumerable<(string Method, string Path, JsonObject Operation, JsonObject Item)> Described(SpecDocument document) =>
        from path in document.Root["paths"] as JsonObject ?? []
        where path.Key.StartsWith('/') && path.Value is JsonObject
        from method in Methods
        where path.Value![method] is JsonObject
        select (method, path.Key, path.Value![method]!.AsObject(), path.Value!.AsObject());

    // Alternatives that need nothing last, so that a configured credential is sent.
    private static IEnumerable<string> Security(SpecDocument document, JsonObject operation) =>
        ((operation["security"] ?? document.Root["security"]) as JsonArray ?? []).Select(schemes => string.Join('+', schemes!.AsObject().Select(scheme => scheme.Key))).OrderBy(names => names.Length == 0);

    private static IEnumerable<JsonObject> Parameters(SpecDocument document, JsonObject operation, JsonObject item) =>
        ((operation["parameters"] as JsonArray ?? []).Concat(item["parameters"] as JsonArray ?? [])).Select(parameter => document.Follow(parameter)).OfType<JsonObject>();

    private static bool IsKey(JsonObject parameter) =>
        SpecDocument.Text(parameter["in"]) == "header" && string.Equals(SpecDocument.Text(parameter["name"]), "Idempotency-Key", StringComparison.OrdinalIgnoreCase);
}
