using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Schemas;

public sealed class CompositionTests
{
    [Fact]
    public void AllOf_OfScalarsAndEnumerations_IsTheOneThatSaysMost()
    {
        var types = LoadedTypes.Of("""
            Colour: { type: string, enum: [red, green, blue] }
            Holder:
              type: object
              properties:
                some: { allOf: [{ type: string }, { $ref: '#/components/schemas/Colour' }] }
                fewer: { allOf: [{ $ref: '#/components/schemas/Colour' }, { type: string, enum: [red] }] }
                beside: { allOf: [{ type: string }], enum: [x, y] }
                time: { allOf: [{ type: string }, { type: string, format: date-time }] }
                bounded: { allOf: [{ type: integer }, { minimum: 1 }] }
                nullable: { allOf: [{ $ref: '#/components/schemas/Colour' }, { nullable: true }] }
                list: { allOf: [{ type: array, items: { type: integer } }, { type: array, maxItems: 3 }] }
            """, "3.0.3");

        var holder = types["Holder"];
        Nullable.GetUnderlyingType(holder.GetProperty("Some")!.PropertyType).ShouldBe(types["Colour"]);
        Nullable.GetUnderlyingType(holder.GetProperty("Fewer")!.PropertyType)!.GetProperty("Green").ShouldBeNull();
        Nullable.GetUnderlyingType(holder.GetProperty("Beside")!.PropertyType)!.GetProperty("X").ShouldNotBeNull();
        holder.GetProperty("Time")!.PropertyType.ShouldBe(typeof(Timestamp?));
        holder.GetProperty("Bounded")!.PropertyType.ShouldBe(typeof(long?));
        holder.GetProperty("Nullable")!.PropertyType.GetGenericTypeDefinition().ShouldBe(typeof(Optional<>));
        holder.GetProperty("List")!.PropertyType.ShouldBe(typeof(IReadOnlyList<long>));
        types.RoundTrip("Holder", """{"some":"red","fewer":"green","beside":"z","time":"2026-01-01T00:00:00.00Z","bounded":0,"nullable":null,"list":[1]}""");
    }

    [Theory]
    [InlineData("""{"open":1}""")]
    [InlineData("""{"open":"text"}""")]
    [InlineData("""{"open":null}""")]
    [InlineData("""{"open":{"a":[true]},"described":{"id":"x","more":1},"always":[1]}""")]
    [InlineData("""{"open":[],"described":7,"always":null}""")]
    public void Variants_OfWhichOneIsAnything_TakeAnything(string json)
    {
        var generation = Generation.RunAll("""
            openapi: 3.1.0
            components:
              schemas:
                Pet: { type: object, required: [id], properties: { id: { type: string } } }
                Holder:
                  type: object
                  required: [open]
                  properties:
                    open: { anyOf: [{ type: integer }, {}] }
                    described: { oneOf: [{ $ref: '#/components/schemas/Pet' }, { description: Whatever else., x-other: 1 }] }
                    always: { allOf: [true, { oneOf: [true, false] }] }
            """);

        generation.HasNoDiagnostics().Compiles();
        new LoadedTypes(generation).RoundTrip("Holder", json);
    }

    [Fact]
    public void Discriminator_OfABase_MakesItsChildrenVariants()
    {
        var types = LoadedTypes.Of("""
            Pet:
              type: object
              required: [petType]
              properties: { petType: { type: string }, name: { type: string } }
              discriminator: { propertyName: petType, mapping: { hound: Dog, tortoise: '#/components/schemas/Turtle' } }
            Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { lives: { type: integer } } }] }
            Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, required: [bark], properties: { bark: { type: string } } }] }
            Puppy: { allOf: [{ $ref: '#/components/schemas/Dog' }, { type: object, properties: { weeks: { type: integer } } }] }
            Turtle: { type: object, properties: { petType: { type: string }, shell: { type: string } } }
            Home: { type: object, properties: { pets: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
            """, "3.0.3");

        var home = types.RoundTrip("Home", """
            {"pets":[{"petType":"Cat","lives":9,"name":"c"},{"bark":"w","petType":"hound"},{"petType":"Puppy","bark":"w","weeks":3},{"petType":"tortoise","shell":"s"},{"petType":"Parrot","name":"p","words":1},{"name":"n"},7]}
            """);

        var pets = ((System.Collections.IEnumerable)home["Pets"].Value!).Cast<object>().Select(pet => new Loaded(pet, "")).ToList();
        pets[0]["AsCat"]["Lives"].Value.ShouldBe(9L);
        pets[0]["AsCat"]["Name"].Value.ShouldBe("c");
        pets[1]["AsDog"]["Bark"].Value.ShouldBe("w");
        pets[2]["AsPuppy"]["Weeks"].Value.ShouldBe(3L);
        pets[3]["AsTurtle"]["Shell"].Value.ShouldBe("s");
        pets[4]["AsBase"]["Name"].Value.ShouldBe("p");
        pets[5]["IsUnknown"].Value.ShouldBe(true);
        pets[6]["IsUnknown"].Value.ShouldBe(true);
    }

    [Fact]
    public void Child_OfABaseThatListsIt_HasNoPropertiesOfItsSiblings()
    {
        var types = LoadedTypes.Of("""
            Shape: { type: object, properties: { kind: { type: string } }, oneOf: [{ $ref: '#/components/schemas/Round' }, { $ref: '#/components/schemas/Square' }] }
            Round: { allOf: [{ $ref: '#/components/schemas/Shape' }, { type: object, properties: { radius: { type: number } } }] }
            Square: { allOf: [{ $ref: '#/components/schemas/Shape' }, { type: object, properties: { side: { type: number } } }] }
            """);

        types["Round"].GetProperty("Kind").ShouldNotBeNull();
        types["Round"].GetProperty("Side").ShouldBeNull();
    }

    [Fact]
    public void Property_ThatVariantsDescribe_IsWhatEachOfThemSays()
    {
        var types = LoadedTypes.Of("""
            Payment:
              type: object
              properties: { state: { type: string, enum: [open, done] }, note: { description: Any. } }
              oneOf:
                - { properties: { method: { enum: [card] }, reference: { type: string }, limit: { type: integer, minimum: 1 }, state: { enum: [open] }, note: { type: boolean } } }
                - { properties: { method: { enum: [cash] }, reference: { type: integer }, limit: { type: integer, maximum: 9 }, state: { enum: [done] } } }
            """);

        types["Payment"].GetNestedType("StateValue")!.GetProperty("Open").ShouldNotBeNull();
        types["Payment"].GetNestedType("StateValue")!.GetProperty("Done").ShouldNotBeNull();
        types["Payment"].GetNestedType("MethodValue")!.GetProperty("Card").ShouldNotBeNull();
        types["Payment"].GetNestedType("MethodValue")!.GetProperty("Cash").ShouldNotBeNull();
        types["Payment"].GetProperty("Limit")!.PropertyType.ShouldBe(typeof(long?));
        types["Payment"].GetProperty("Note")!.PropertyType.ShouldBe(typeof(bool?));
        types.RoundTrip("Payment", """{"reference":"r"}""")["Reference"]["AsText"].Value.ShouldBe("r");
        types.RoundTrip("Payment", """{"reference":7}""")["Reference"]["AsInteger"].Value.ShouldBe(7L);
    }

    [Fact]
    public void Property_ThatSeveralPartsDescribe_HasWhatAllOfThemSay()
    {
        var types = LoadedTypes.Of("""
            Error: { type: object, properties: { details: { type: array, items: { $ref: '#/components/schemas/Detail' } }, source: { $ref: '#/components/schemas/Detail' } } }
            Detail: { type: object, required: [issue], properties: { issue: { type: string }, field: { type: string } } }
            BadRequest:
              allOf:
                - { $ref: '#/components/schemas/Error' }
                - type: object
                  properties:
                    details: { type: array, items: { anyOf: [{ title: A, properties: { issue: { enum: [TOO_LONG] } } }, { title: B, properties: { issue: { enum: [TOO_SHORT] } } }] } }
                    source: { type: object, properties: { line: { type: integer } } }
            """);

        var error = types.RoundTrip("BadRequest", """{"details":[{"issue":"TOO_SHORT","field":"f"}],"source":{"issue":"i","line":2}}""");

        error["Source"]["Issue"].Value.ShouldBe("i");
        error["Source"]["Line"].Value.ShouldBe(2L);
        var detail = new Loaded(((System.Collections.IEnumerable)error["Details"].Value!).Cast<object>().Single(), "");
        detail["Field"].Value.ShouldBe("f");
        detail["Issue"]["IsKnown"].Value.ShouldBe(true);
        detail["Issue"].Value!.GetType().GetProperty("TOOLONG", System.Reflection.BindingFlags.IgnoreCase | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static).ShouldNotBeNull();
    }

    [Fact]
    public void Union_OfScalarsThatDifferInTheirLimits_IsThatScalar()
    {
        var types = LoadedTypes.Of("Holder: { type: object, required: [a], properties: { a: { anyOf: [{ type: integer, minimum: 1 }, { type: integer, maximum: -1 }, { type: 'null' }] }, b: { oneOf: [{ type: boolean, enum: [true] }, { type: boolean }] } } }");

        types.RoundTrip("Holder", """{"a":5,"b":true}""")["A"].Value.ShouldBe(5L);
        types["Holder"].GetProperty("B")!.PropertyType.ShouldBe(typeof(bool?));
    }

    [Fact]
    public void Union_OfHundredsOfVariants_TellsThemApart()
    {
        var names = Enumerable.Range(0, 300).Select(i => $"V{i}").ToList();
        var spec = string.Join('\n', names.Select(name => $"{name}: {{ type: object, required: [type], properties: {{ type: {{ const: {name} }}, value: {{ type: integer }} }} }}"))
            + "\nAll: { oneOf: [" + string.Join(", ", names.Select(name => $"{{ $ref: '#/components/schemas/{name}' }}")) + "] }";
        var types = LoadedTypes.Of(spec);

        types.RoundTrip("All", """{"value":1,"type":"V299"}""")["AsV299"]["Value"].Value.ShouldBe(1L);
        types.RoundTrip("All", """{"type":"V300"}""")["IsUnknown"].Value.ShouldBe(true);
    }

    [Fact]
    public void Union_WithNull_IsNullable()
    {
        var types = LoadedTypes.Of("""
            Holder:
              type: object
              required: [a, b, c]
              properties:
                a: { oneOf: [{ type: string }, { type: integer }, { type: 'null' }] }
                b: { anyOf: [{ type: string }, { type: 'null' }] }
                c: { type: [integer, boolean, 'null'] }
            """);

        types.RoundTrip("Holder", """{"a":null,"b":null,"c":null}""")["A"].Value.ShouldBeNull();
        types.RoundTrip("Holder", """{"a":1,"b":"x","c":true}""")["C"]["AsBoolean"].Value.ShouldBe(true);
        types.RoundTrip("Holder", """{"a":[1],"b":"","c":1.5}""")["A"]["IsUnknown"].Value.ShouldBe(true);
    }
}
