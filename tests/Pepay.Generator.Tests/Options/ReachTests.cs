using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Options;

/// <summary>Which schemas become types: by default those that an included operation or event reaches.</summary>
public sealed class ReachTests
{
    private const string Spec = """
        openapi: 3.1.0
        paths:
          /a:
            get:
              operationId: one
              tags: [A]
              parameters: [{ name: kind, in: query, schema: { $ref: '#/components/schemas/ByParameter' } }]
              responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/ByAnswer' } } } } }
            post:
              operationId: two
              tags: [B]
              requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/ByBody' } } } }
              responses: { default: { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/ByError' } } } } }
        webhooks:
          told: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/ByEvent' } } } }, responses: { '200': { description: x } } } }
        components:
          schemas:
            ByParameter: { type: string, enum: [a] }
            ByAnswer: { type: object, properties: { next: { type: array, items: { $ref: '#/components/schemas/ByProperty' } } } }
            ByProperty: { type: object, additionalProperties: { $ref: '#/components/schemas/ByMap' } , properties: { pet: { $ref: '#/components/schemas/Pet' } } }
            ByMap: { type: object, properties: { a: { type: string } } }
            Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { t: '#/components/schemas/ByMapping' } } }
            ByComposition: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { a: { type: string } } }] }
            ByMapping: { type: object, properties: { b: { type: string } } }
            ByBody: { type: object, properties: { a: { type: string } } }
            ByError: { type: object, properties: { a: { type: string } } }
            ByEvent: { type: object, properties: { inner: { $ref: '#/components/schemas/ByEventProperty' } } }
            ByEventProperty: { type: object, properties: { a: { type: string } } }
            ByNothing: { type: object, properties: { only: { $ref: '#/components/schemas/ByNothingElse' } } }
            ByNothingElse: { type: object, properties: { a: { type: string } } }
        """;

    private const string First = "ByAnswer ByComposition ByMap ByMapping ByParameter ByProperty Pet";
    private const string Event = "ByEvent ByEventProperty";

    [Theory]
    [InlineData("", "", "ByAnswer ByBody ByComposition ByError ByEvent ByEventProperty ByMap ByMapping ByParameter ByProperty Pet")]
    [InlineData("Schemas", "Reached", "ByAnswer ByBody ByComposition ByError ByEvent ByEventProperty ByMap ByMapping ByParameter ByProperty Pet")]
    [InlineData("Schemas", "All", "ByAnswer ByBody ByComposition ByError ByEvent ByEventProperty ByMap ByMapping ByNothing ByNothingElse ByParameter ByProperty Pet")]
    [InlineData("IncludeTags", "A", First + " " + Event)]
    [InlineData("IncludeOperations", "two", "ByBody ByError " + Event)]
    [InlineData("ExcludePaths", "/a", Event)]
    public void Types_AreThoseThatAreReached(string key, string value, string expected)
    {
        var spec = new SpecFileText("/specs/api.yaml", Spec);
        if (key.Length > 0)
            spec.Metadata[key] = value;

        var generation = Generation.Run([spec]).HasNoDiagnostics().Compiles();

        Types(generation).ShouldBe(expected.Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Types_OfAFileWithoutOperationsAndEvents_AreAll()
    {
        var generation = Generation.Run(Spec[..Spec.IndexOf("paths:", StringComparison.Ordinal)] + Spec[Spec.IndexOf("components:", StringComparison.Ordinal)..]);

        Types(generation).ShouldContain("ByNothingElse");
    }

    [Fact]
    public void Names_DoNotDependOnWhatIsReached()
    {
        const string spec = """
            openapi: 3.1.0
            paths:
              /a: { get: { operationId: one, responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/thing' } } } } } } }
            components:
              schemas:
                Thing: { type: object, properties: { a: { type: string } } }
                thing: { type: object, properties: { b: { type: string } } }
            """;

        Types(Generation.Run(spec)).ShouldBe(["Thing2"]);
        Types(Generation.RunAll(spec)).ShouldBe(["Thing", "Thing2"]);
    }

    [Fact]
    public void Schemas_OfAnotherWord_AreRefused() =>
        Generation.Run([new SpecFileText("/specs/api.yaml", Spec) { Metadata = { ["Schemas"] = "Some" } }]).Places.ShouldBe(["api.yaml(1,1): PEPAY004"]);

    private static IEnumerable<string> Types(Generation generation) =>
        generation.Output.GlobalNamespace.GetNamespaceMembers().Single(ns => ns.Name == "Sample").GetTypeMembers()
            .Where(type => type.AllInterfaces.Any(contract => contract.Name == "IJsonModel") && !type.Name.EndsWith("Event", StringComparison.Ordinal) || type.Name == "ByEvent")
            .Select(type => type.Name).Order(StringComparer.Ordinal);
}
