using System.Text.Json;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Schemas;

public sealed class ReferenceTests
{
    [Fact]
    public void Anchors_IdsAndDefs_LeadToTheirSchemas()
    {
        var types = LoadedTypes.Of("""
            Root:
              $id: https://example.test/root
              type: object
              properties:
                byAnchor: { $ref: '#deep' }
                byId: { $ref: 'https://example.test/part' }
                byRelativeId: { $ref: 'part' }
                byIdAndAnchor: { $ref: 'part#inside' }
                byIdAndPointer: { $ref: 'part#/properties/inner' }
                byDefs: { $ref: '#/$defs/Size' }
              $defs:
                Deep: { $anchor: deep, type: object, required: [a], properties: { a: { type: integer } } }
                Part: { $id: part, type: object, properties: { inner: { $anchor: inside, type: integer } } }
                Size: { type: string, enum: [s, m] }
            """);

        types["Root"].GetProperty("ByAnchor")!.PropertyType.GetProperty("A")!.PropertyType.ShouldBe(typeof(long));
        types["Root"].GetProperty("ById")!.PropertyType.GetProperty("Inner")!.PropertyType.ShouldBe(typeof(long?));
        types["Root"].GetProperty("ByRelativeId")!.PropertyType.ShouldBe(types["Root"].GetProperty("ById")!.PropertyType);
        types["Root"].GetProperty("ByIdAndAnchor")!.PropertyType.ShouldBe(typeof(long?));
        types["Root"].GetProperty("ByIdAndPointer")!.PropertyType.ShouldBe(typeof(long?));
        types.RoundTrip("Root", """{"byAnchor":{"a":1},"byId":{"inner":2},"byIdAndAnchor":3,"byDefs":"xl"}""");
    }

    [Fact]
    public void Files_OfOneNameInSeveralFolders_AreFoundWhereTheReferenceSays()
    {
        const string Root = """
            openapi: 3.0.3
            info: { title: T, version: '1' }
            paths:
              /cats: { $ref: 'cats/paths.yaml#/list' }
              /dogs: { $ref: './dogs/../dogs/paths.yaml#/list' }
            """;
        const string Paths = """
            list:
              get:
                operationId: list@
                responses:
                  '200': { description: x, content: { application/json: { schema: { $ref: models/@.yaml } } } }
                  '404': { $ref: ../shared/not-found.yaml }
            """;
        const string Model = "type: object\nproperties:\n  name: { type: string }\n  friend: { $ref: ../../shared/friend.yaml }\n";

        var generation = Generation.Run([
            new SpecFileText("/specs/api.yaml", Root),
            new SpecFileText("/specs/cats/paths.yaml", Paths.Replace("@", "Cat", StringComparison.Ordinal)),
            new SpecFileText("/specs/dogs/paths.yaml", Paths.Replace("@", "Dog", StringComparison.Ordinal)),
            new SpecFileText("/specs/cats/models/Cat.yaml", Model),
            new SpecFileText("/specs/dogs/models/Dog.yaml", Model),
            new SpecFileText("/specs/shared/friend.yaml", "type: object\nproperties: { since: { type: string, format: date } }\n"),
            new SpecFileText("/specs/shared/not-found.yaml", "description: x\ncontent: { application/json: { schema: { type: object, properties: { code: { type: string } } } } }\n"),
        ]);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("DefaultClient").ShouldSatisfyAllConditions(
            source => source.ShouldContain("global::Sample.Cat> ListCatAsync("), source => source.ShouldContain("global::Sample.Dog> ListDogAsync("));
        generation.Source("Dog").ShouldContain("global::Sample.Friend?");
        generation.Source("NotFoundError").ShouldContain("Code");
    }

    [Fact]
    public void References_WhereNoSchemaStands_AreFollowedAsBundlersDo()
    {
        const string Api = """
            openapi: 3.0.3
            info: { title: T, version: '1', description: { $ref: words.yaml } }
            paths: { $ref: paths.yaml }
            components:
              securitySchemes: { $ref: 'parts.yaml#/security' }
            """;
        const string Paths = """
            /a:
              post:
                operationId: makeA
                parameters: { $ref: 'parts.yaml#/paging' }
                requestBody: { content: { application/json: { schema: { type: object, properties: { $ref: 'parts.yaml#/shared', own: { type: string } } } } } }
                responses: { '204': { description: x } }
            """;
        const string Parts = """
            paging:
              - { name: size, in: query, schema: { type: integer } }
            shared: { id: { type: integer } }
            security: { key: { type: apiKey, in: header, name: X-Key } }
            """;

        var generation = Generation.Run([
            new SpecFileText("/specs/api.yaml", Api), new SpecFileText("/specs/paths.yaml", Paths),
            new SpecFileText("/specs/parts.yaml", Parts), new SpecFileText("/specs/words.yaml", "- about: this\n"),
        ]);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("DefaultClient").ShouldContain("long? size");
        generation.Source("MakeARequest").ShouldSatisfyAllConditions(source => source.ShouldContain("long? Id"), source => source.ShouldContain("string? Own"));
        generation.Source("SampleDescriptor").ShouldContain("X-Key");
    }

    [Fact]
    public void File_ThatNothingRefersToAndThatIsOfNoKind_IsReported()
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.yaml", "openapi: 3.0.3\npaths: {}\n"), new SpecFileText("/specs/notes.yaml", "a: b\n")]);

        generation.Places.ShouldBe(["notes.yaml(1,1): PEPAY003"]);
    }

    [Fact]
    public void Reference_WithWordsBesideIt_IsRelativeToTheSchemaThatItStandsIn()
    {
        var types = LoadedTypes.Of("""
            Root: { $id: https://example.test/root, $ref: '#/$defs/Base', properties: { b: { type: integer } }, $defs: { Base: { type: object, properties: { a: { type: string } } } } }
            """);

        types["Root"].GetProperty("A")!.PropertyType.ShouldBe(typeof(string));
        types["Root"].GetProperty("B")!.PropertyType.ShouldBe(typeof(long?));
    }

    [Fact]
    public void Anchor_ThatIsNowhere_IsReported()
    {
        var generation = Generation.Run("openapi: 3.1.0\ncomponents:\n  schemas:\n    A: { type: object, properties: { a: { $ref: '#nowhere' } } }\n");

        generation.Places.ShouldBe(["api.yaml(4,49): PEPAY005"]);
        generation.Compiles();
    }

    [Theory]
    [InlineData("3.1.0", true)]
    [InlineData("3.0.3", false)]
    public void Words_BesideAReference_CountFromOpenApi31On(string version, bool count)
    {
        var types = LoadedTypes.Of("""
            Base: { type: object, required: [id], properties: { id: { type: string } } }
            Holder:
              type: object
              properties:
                refined: { $ref: '#/components/schemas/Base', required: [size], properties: { size: { type: integer } } }
                described: { $ref: '#/components/schemas/Base', description: The same. }
            """, version);

        var refined = types["Holder"].GetProperty("Refined")!.PropertyType;
        (refined.GetProperty("Size")?.PropertyType == typeof(long)).ShouldBe(count);
        refined.GetProperty("Id")!.PropertyType.ShouldBe(typeof(string));
        types["Holder"].GetProperty("Described")!.PropertyType.ShouldBe(types["Base"]);
        types.RoundTrip("Holder", """{"refined":{"id":"i","size":1},"described":{"id":"j"}}""");
    }

    [Fact]
    public void References_ThatAreDanglingOrCircular_AreAnyJson()
    {
        var types = new LoadedTypes(Generation.Run("""
            openapi: 3.1.0
            components:
              schemas:
                A: { $ref: '#/components/schemas/B' }
                B: { $ref: '#/components/schemas/A' }
                Holder: { type: object, properties: { circle: { $ref: '#/components/schemas/A' }, gone: { $ref: '#/components/schemas/Gone' }, self: { $ref: '#/components/schemas/Holder' } } }
            """).Compiles());

        types["Holder"].GetProperty("Gone")!.PropertyType.ShouldBe(typeof(JsonElement?));
        types.RoundTrip("Holder", """{"circle":[1],"gone":{"a":1},"self":{"self":{"gone":null}}}""")["Self"]["Self"].Value.ShouldNotBeNull();
    }

    [Fact]
    public void Mapping_WithinASchemaThatNamesItself_IsRelativeToIt()
    {
        var generation = Generation.RunAll("""
            openapi: 3.1.0
            info: { title: T, version: '1' }
            components:
              schemas:
                Cat: { $id: 'https://pets.test/cat', type: object, properties: { kind: { type: string }, lives: { type: integer } } }
                Dog: { $id: 'https://pets.test/dog', type: object, properties: { kind: { type: string }, tricks: { type: integer } } }
                Pet:
                  $id: https://pets.test/pet
                  oneOf: [{ $ref: cat }, { $ref: dog }]
                  discriminator: { propertyName: kind, mapping: { meows: ./cat, barks: ./dog } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("Pet").ShouldContain("meows");
        generation.Source("Pet").ShouldContain("barks");
    }
}
