using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Schemas;

public sealed class EnumerationTests
{
    [Fact]
    public void Enumeration_WithoutType_HasTheTypeOfItsMembers()
    {
        var types = LoadedTypes.Of("""
            Numbers: { enum: [1, 2, -3] }
            Texts: { enum: [a, b] }
            Switch: { enum: [true, false] }
            Mixed: { enum: [auto, 1, 2, null] }
            MixedByType: { type: [string, integer], enum: [none, 5] }
            Holder:
              type: object
              properties:
                numbers: { $ref: '#/components/schemas/Numbers' }
                texts: { $ref: '#/components/schemas/Texts' }
                switch: { $ref: '#/components/schemas/Switch' }
                mixed: { $ref: '#/components/schemas/Mixed' }
                byType: { $ref: '#/components/schemas/MixedByType' }
            """);

        var holder = types.RoundTrip("Holder", """{"numbers":2,"texts":"b","switch":true,"mixed":1,"byType":"none"}""");

        holder["Numbers"].Value!.ToString().ShouldBe("2");
        holder["Switch"].Value.ShouldBe(true);
        holder["Mixed"]["Value"].Value!.ShouldNotBeNull();
        types["Numbers"].GetProperty("Minus3").ShouldNotBeNull();
        types.RoundTrip("Holder", """{"numbers":99,"texts":"later","mixed":"later","byType":7}""");
        types.RoundTrip("Holder", """{"numbers":1e30,"mixed":null,"byType":1.5}""");
        types.RoundTrip("Holder", """{"mixed":true,"byType":{"a":1}}""");
    }

    [Fact]
    public void Enumeration_OfNumbersThatAreWhole_IsOneOfIntegers()
    {
        var types = LoadedTypes.Of("""
            Flag: { type: number, enum: [0, 1], nullable: true }
            Rate: { type: number, enum: [0.5, 1] }
            Holder: { type: object, properties: { flag: { $ref: '#/components/schemas/Flag' }, rate: { $ref: '#/components/schemas/Rate' } } }
            """, "3.0.3");

        types["Flag"].GetProperty("_1").ShouldNotBeNull();
        types["Holder"].GetProperty("Rate")!.PropertyType.ShouldBe(typeof(decimal?));
        types.RoundTrip("Holder", """{"flag":1,"rate":0.5}""");
        types.RoundTrip("Holder", """{"flag":1.0}""");
        types.RoundTrip("Holder", """{"flag":0.25}""");
    }

    [Fact]
    public void Members_NamedLikeWhatEveryEnumerationHas_SaySo()
    {
        var types = LoadedTypes.Of("Verb: { type: string, enum: [READ, equals, value, write] }");

        foreach (var name in (string[])["ReadValue", "EqualsValue", "ValueValue", "WriteValue"])
            types["Verb"].GetProperty(name).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("3.0.3", "type: 'null'")]
    [InlineData("3.1.0", "type: ['null']")]
    [InlineData("3.1.0", "type: 'null', default: null")]
    public void Null_AsTheOnlyType_IsPlainJsonWithoutAWarning(string version, string words)
    {
        var generation = Generation.RunAll($"openapi: {version}\ninfo: {{ title: T, version: '1' }}\ncomponents:\n  schemas:\n    A: {{ type: object, required: [none], properties: {{ none: {{ {words} }} }} }}\n");

        generation.HasNoDiagnostics().Compiles();
        new LoadedTypes(generation).RoundTrip("A", """{"none":null}""");
    }

    [Fact]
    public void Constants_AsVariants_AreMembersOfOneEnumeration()
    {
        var types = LoadedTypes.Of("""
            State: { oneOf: [{ const: open, description: It is. }, { const: closed }] }
            """);

        types["State"].GetProperty("Open").ShouldNotBeNull();
        types["State"].GetProperty("Closed").ShouldNotBeNull();
        types.RoundTrip("State", "\"ajar\"");
    }

    [Fact]
    public void Constants_OfWholeNumbers_AreMembersOfOneEnumeration()
    {
        var types = LoadedTypes.Of("""
            Level: { oneOf: [{ const: 1, title: Low, description: It is. }, { const: 2 }, { enum: [2, -3] }] }
            Nullable: { type: integer, oneOf: [{ const: 1 }, { const: 2 }, { type: 'null' }] }
            Holder: { type: object, required: [level], properties: { level: { $ref: '#/components/schemas/Level' }, n: { $ref: '#/components/schemas/Nullable' } } }
            """);

        types.RoundTrip("Level", "2")["IsKnown"].Value.ShouldBe(true);
        types.RoundTrip("Level", "9")["IsKnown"].Value.ShouldBe(false);
        types["Level"].GetProperty("Minus3").ShouldNotBeNull();
        types.RoundTrip("Holder", """{"level":1,"n":null}""");
        types.RoundTrip("Holder", """{"level":1e30,"n":2}""");
    }

    [Fact]
    public void Members_OfAnyText_HaveNamesAndSurvive()
    {
        string[] members = ["", " ", "a b", "a-b", "a_b", "A B", "class", "値", "é", "é", "1st", "+", "-", "*", "<tag>", "\"", "\\", "line\nbreak", "\u0000", "🙂", "Value", "IsKnown", "ToString", "null"];
        var spec = "Odd: { type: string, enum: [" + string.Join(", ", members.Select(member => System.Text.Json.JsonSerializer.Serialize(member))) + "] }";
        var types = LoadedTypes.Of(spec);

        foreach (var member in members)
        {
            var value = types.RoundTrip("Odd", System.Text.Json.JsonSerializer.Serialize(member));
            value["IsKnown"].Value.ShouldBe(true);
            value["Value"].Value.ShouldBe(member);
        }
    }
}
