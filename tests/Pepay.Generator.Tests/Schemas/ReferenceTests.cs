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
}
