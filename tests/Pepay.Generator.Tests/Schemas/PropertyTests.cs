using System.Reflection;
using System.Runtime.CompilerServices;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Schemas;

public sealed class PropertyTests
{
    private const string Directions = """
        openapi: 3.0.3
        paths:
          /users:
            post:
              operationId: createUser
              requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
              responses:
                '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
            get:
              operationId: getUser
              responses:
                '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Seen' } } } }
            put:
              operationId: putUser
              requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Given' } } } }
              responses: { '204': { description: x } }
        components:
          schemas:
            User:
              type: object
              required: [id, name, password]
              properties: { id: { type: string, readOnly: true }, name: { type: string }, password: { type: string, writeOnly: true } }
            Seen: { type: object, required: [id, secret], properties: { id: { type: string, readOnly: true }, secret: { type: string, writeOnly: true } } }
            Given: { type: object, required: [id, secret], properties: { id: { type: string, readOnly: true }, secret: { type: string, writeOnly: true } } }
        """;

    [Theory]
    [InlineData("User", "Id", false)]
    [InlineData("User", "Name", true)]
    [InlineData("User", "Password", false)]
    [InlineData("Seen", "Id", true)]
    [InlineData("Seen", "Secret", false)]
    [InlineData("Given", "Id", false)]
    [InlineData("Given", "Secret", true)]
    public void Required_OfOneDirection_IsDemandedThereOnly(string type, string property, bool required)
    {
        var types = new LoadedTypes(Generation.Run(Directions).HasNoDiagnostics().Compiles());

        (types[type].GetProperty(property)!.GetCustomAttribute<RequiredMemberAttribute>() is not null).ShouldBe(required);
    }

    [Fact]
    public void Text_InBase64_IsBytesHoweverThatIsSaid()
    {
        var types = LoadedTypes.Of("Holder: { type: object, properties: { old: { type: string, format: byte }, now: { type: string, contentEncoding: base64 }, other: { type: string, contentEncoding: base32 } } }");

        types["Holder"].GetProperty("Now")!.PropertyType.ShouldBe(types["Holder"].GetProperty("Old")!.PropertyType);
        types["Holder"].GetProperty("Other")!.PropertyType.ShouldBe(typeof(string));
        types.RoundTrip("Holder", """{"old":"AQI=","now":"AQI=","other":"AEBA===="}""");
    }

    [Fact]
    public void Properties_NamedLikeWhatReadingNeeds_StandBesideTypedOnesWithoutAName()
    {
        var types = LoadedTypes.Of("""
            Field:
              type: object
              properties: { value: { type: string, nullable: true }, name: { type: string }, extra: { type: integer }, reader: { type: string } }
              additionalProperties: { type: object, nullable: true }
            """, "3.0.3");

        types.RoundTrip("Field", """{"value":"a","name":"b","extra":1,"reader":"c","more":{"d":2},"none":null}""");
    }

    [Fact]
    public void Answer_WithoutWriteOnlyProperties_IsRead()
    {
        var types = new LoadedTypes(Generation.Run(Directions).Compiles());

        types.RoundTrip("User", """{"id":"1","name":"n"}""")["Id"].Value.ShouldBe("1");
    }

    [Fact]
    public void Default_IsToldAndNotInvented()
    {
        var generation = Generation.Run("openapi: 3.1.0\ncomponents:\n  schemas:\n    Page: { type: object, properties: { size: { type: integer, default: 20 }, sort: { type: string, default: '' } } }\n");

        generation.Source("Page").ShouldContain("Where it is absent, the provider takes 20.");
        new LoadedTypes(generation.Compiles()).RoundTrip("Page", "{}")["Size"].Value.ShouldBeNull();
    }

    [Fact]
    public void Constant_IsSetWhereItIsRequired()
    {
        var types = LoadedTypes.Of("Fixed: { type: object, required: [kind], properties: { kind: { const: fixed }, other: { const: o }, version: { const: 2 } } }");

        var made = Activator.CreateInstance(types["Fixed"])!;

        types["Fixed"].GetProperty("Kind")!.GetValue(made).ShouldBe("fixed");
        types["Fixed"].GetProperty("Other")!.GetValue(made).ShouldBeNull();
        types.RoundTrip("Fixed", """{"kind":"another","version":2}""")["Kind"].Value.ShouldBe("another");
    }

    [Fact]
    public void Deprecated_PropertyAndType_AreObsoleteAndStillCompile()
    {
        var types = LoadedTypes.Of("""
            Old: { type: object, deprecated: true, required: [a], properties: { a: { type: string, deprecated: true }, b: { type: integer, deprecated: true } } }
            Holder: { type: object, required: [old], properties: { old: { $ref: '#/components/schemas/Old' } } }
            """);

        types["Old"].GetCustomAttribute<ObsoleteAttribute>().ShouldNotBeNull();
        types["Old"].GetProperty("B")!.GetCustomAttribute<ObsoleteAttribute>().ShouldNotBeNull();
        types.RoundTrip("Holder", """{"old":{"a":"x","b":1}}""");
    }

    [Fact]
    public void Maps_OfPatterns_AreTyped()
    {
        var types = LoadedTypes.Of("""
            Closed: { type: object, patternProperties: { '^x-': { type: integer } }, additionalProperties: false }
            Open: { type: object, patternProperties: { '^x-': { type: integer } } }
            Both: { type: object, properties: { name: { type: string } }, patternProperties: { '^x-': { type: integer } }, additionalProperties: { type: string } }
            Unevaluated: { type: object, properties: { name: { type: string } }, unevaluatedProperties: { type: integer } }
            Free: { type: object, additionalProperties: true }
            Never: { type: object, additionalProperties: false }
            Holder:
              type: object
              properties:
                closed: { $ref: '#/components/schemas/Closed' }
                open: { $ref: '#/components/schemas/Open' }
                both: { $ref: '#/components/schemas/Both' }
                unevaluated: { $ref: '#/components/schemas/Unevaluated' }
                free: { $ref: '#/components/schemas/Free' }
                never: { $ref: '#/components/schemas/Never' }
            """);

        types["Holder"].GetProperty("Closed")!.PropertyType.ShouldBe(typeof(IReadOnlyDictionary<string, long>));
        types["Open"].GetProperty("AdditionalProperties")!.PropertyType.ShouldBe(typeof(IReadOnlyDictionary<string, long>));
        types["Unevaluated"].GetProperty("AdditionalProperties")!.PropertyType.ShouldBe(typeof(IReadOnlyDictionary<string, long>));
        types.RoundTrip("Holder", """{"closed":{"x-a":1},"open":{"x-a":1,"other":[true]},"both":{"name":"n","x-a":1,"more":"m","odd":null},"unevaluated":{"name":"n","a":1,"b":"c"},"free":{"a":[1]},"never":{"later":1}}""");
    }

    [Theory]
    [InlineData("名前", "名前")]
    [InlineData("größe", "Größe")]
    [InlineData("тип", "Тип")]
    [InlineData("नाम", "नाम")]
    public void Identifiers_OfAnyScript_AreKept(string wire, string name)
    {
        var types = LoadedTypes.Of($"{wire}: {{ type: object, required: [{wire}], properties: {{ {wire}: {{ type: integer }} }} }}\nHolder: {{ type: object, properties: {{ a: {{ $ref: '#/components/schemas/{wire}' }} }} }}");

        types["Holder"].GetProperty("A")!.PropertyType.Name.ShouldBe(name);
        types.RoundTrip("Holder", $$$"""{"a":{"{{{wire}}}":1}}""");
    }
}
