using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Naming;

/// <summary>Types that the specification gives no name are named after what they are, so that a new neighbour renames few of them.</summary>
public sealed class InlineTypeTests
{
    [Fact]
    public void Variants_WithoutAName_AreNamedAfterWhatIsTheirsAlone()
    {
        var types = LoadedTypes.Of("""
            Contact:
              oneOf:
                - { type: object, required: [id, email], properties: { id: { type: string }, email: { type: string } } }
                - { type: object, required: [id], properties: { id: { type: string }, phone_number: { type: string } } }
                - { type: object, required: [id], properties: { id: { type: string } } }
            Limit:
              oneOf:
                - { type: integer }
                - { type: string, enum: [none, most] }
                - { type: object, properties: { per: { type: string } } }
                - { type: array, items: { type: object, properties: { a: { type: string } } } }
            """);

        types["Contact"].GetNestedTypes().Select(type => type.Name).Order().ShouldBe(["EmailVariant", "PhoneNumberVariant", "Variant3"]);
        types["Limit"].GetNestedTypes().Select(type => type.Name).Order().ShouldBe(["ListItem", "Object", "Option"]);
        types.RoundTrip("Contact", """{"id":"1","phone_number":"2"}""");
        types.RoundTrip("Limit", """[{"a":"b"}]""");
    }

    [Fact]
    public void Bodies_OfSeveralStatuses_AreToldApartByTheStatus()
    {
        var generation = Generation.Run("""
            openapi: 3.0.3
            info: { title: T, version: '1' }
            paths:
              /a:
                post:
                  operationId: make
                  requestBody: { content: { application/json: { schema: { type: object, properties: { inline: { $ref: '#/components/schemas/MakeRequest' } } } } } }
                  responses:
                    '200': { description: x, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }
                    '202': { description: x, content: { application/json: { schema: { type: object, properties: { b: { type: string } } } } } }
                    '400': { description: x, content: { application/json: { schema: { type: object, properties: { c: { type: string } } } } } }
                    '4XX': { description: x, content: { application/json: { schema: { type: object, properties: { d: { type: string } } } } } }
                    default: { description: x, content: { application/json: { schema: { type: object, properties: { e: { type: string } } } } } }
            components:
              schemas:
                MakeRequest: { type: object, properties: { f: { type: string } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        foreach (var name in (string[])["MakeRequest", "MakeRequestBody", "MakeResponse", "MakeResponse202", "MakeError", "MakeError4XX", "MakeErrorDefault"])
            generation.Sources.Keys.ShouldContain("Sample." + name + ".g.cs");
    }
}
