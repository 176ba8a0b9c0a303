using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Records;

public sealed class UnionTests
{
    [Fact]
    public void Union_WithAConstantPerVariant_IsChosenByIt()
    {
        var value = Json.RoundTrip<UnionHolder>("""{"pet":{"tricks":["sit"],"kind":"dog"}}""");

        value.Pet!.AsDog!.Tricks.ShouldBe(["sit"]);
        value.Pet.AsCat.ShouldBeNull();
        value.Pet.TryGetDog(out var dog).ShouldBeTrue();
        dog.ShouldBe(value.Pet.AsDog);
    }

    [Theory]
    [InlineData("land", true)]
    [InlineData("road", true)]
    [InlineData("water", false)]
    public void Union_WithAMapping_IsChosenByIt(string wheel, bool car)
    {
        var value = Json.RoundTrip<UnionHolder>($$$"""{"vehicle":{"wheel":"{{{wheel}}}","doors":4}}""");

        (value.Vehicle!.AsCar is not null).ShouldBe(car);
        (value.Vehicle.AsBoat is not null).ShouldBe(!car);
    }

    [Theory]
    [InlineData("""{"pet":{"kind":"parrot","words":9}}""")]
    [InlineData("""{"pet":{"lives":9}}""")]
    [InlineData("""{"pet":"cat"}""")]
    public void Union_OfAnUnknownVariant_KeepsItsJson(string json)
    {
        var value = Json.RoundTrip<UnionHolder>(json);

        value.Pet!.IsUnknown.ShouldBeTrue();
        value.Pet.Unknown.ShouldNotBeNull();
    }

    [Fact]
    public void Union_WithoutDiscriminator_IsChosenByItsProperties()
    {
        Json.RoundTrip<UnionHolder>("""{"figure":{"side":2,"name":"s"}}""").Figure!.AsSquare!.Side.ShouldBe(2);
        Json.RoundTrip<UnionHolder>("""{"figure":{"name":"c","radius":1}}""").Figure!.AsCircle!.Radius.ShouldBe(1);
        Json.RoundTrip<UnionHolder>("""{"figure":{"name":"n"}}""").Figure!.IsUnknown.ShouldBeTrue();
        Json.RoundTrip<UnionHolder>("""{"figure":{"radius":"wide"}}""").Figure!.IsUnknown.ShouldBeTrue();
    }

    [Fact]
    public void Union_OfScalars_IsChosenByTheKindOfJson()
    {
        Json.RoundTrip<UnionHolder>("""{"either":"a"}""").Either!.AsText.ShouldBe("a");
        Json.RoundTrip<UnionHolder>("""{"either":5}""").Either!.AsInteger.ShouldBe(5);
        Json.RoundTrip<UnionHolder>("""{"either":true}""").Either!.AsBoolean.ShouldBe(true);
        Json.RoundTrip<UnionHolder>("""{"either":["a","b"]}""").Either!.AsTextList.ShouldBe(["a", "b"]);
        Json.RoundTrip<UnionHolder>("""{"either":{"id":"i"}}""").Either!.AsItem!.Id.ShouldBe("i");
        Json.RoundTrip<UnionHolder>("""{"either":5.5}""").Either!.IsUnknown.ShouldBeTrue();
        Json.RoundTrip<UnionHolder>("""{"textOrNumber":5.50}""").TextOrNumber!.AsNumber.ShouldBe(5.50m);
    }

    [Fact]
    public void Union_IsMadeFromItsVariants()
    {
        ScalarOrList text = "a";
        PetByConstant pet = new Cat { Lives = 9 };

        Json.Write(new UnionHolder { Either = text, Pet = pet }).ShouldBe("""{"pet":{"kind":"cat","lives":9},"either":"a"}""");
        ScalarOrList.FromTextList(["x"]).AsTextList.ShouldBe(["x"]);
    }

    [Fact]
    public void Union_OfAKnownVariantThatLacksWhatIsRequired_IsRefused()
    {
        Should.Throw<JsonReadException>(() => Json.Read<UnionHolder>("""{"pet":{"kind":"dog","tricks":[1]}}""")).Path.ShouldBe("$.pet.tricks[0]");
    }

    [Fact]
    public void Union_Null_IsKeptWhereItIsNoValue()
    {
        Json.RoundTrip<UnionHolder>("""{"pet":null}""").Pet.ShouldBeNull();
    }

    [Fact]
    public void Union_WhoseVariantsDoNotHaveTheDiscriminator_WritesIt()
    {
        const string spec = """
            openapi: 3.1.0
            components:
              schemas:
                E:
                  oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }, { $ref: '#/components/schemas/D' }]
                  discriminator: { propertyName: kind, mapping: { bee: '#/components/schemas/B', wasp: '#/components/schemas/B', cee: C } }
                B: { type: object, properties: { size: { type: integer } } }
                C: { type: object, required: [size], properties: { size: { type: integer } }, additionalProperties: { type: string } }
                D: { type: object, additionalProperties: false, properties: { size: { type: integer } } }
                All: { type: object, properties: { list: { type: array, items: { $ref: '#/components/schemas/E' } } } }
            """;
        const string code = """
            namespace Sample;
            internal static class Use
            {
                public static string Made() => System.Text.Encoding.UTF8.GetString(new All { List = [new B { Size = 1 }, new C { Size = 2 }, new D { Size = 3 }] }.ToUtf8Bytes());
            }
            """;
        var types = new LoadedTypes(Generation.Run([new SpecFileText("/specs/api.yaml", spec)], code).HasNoDiagnostics().Compiles());

        var made = (string)types["Use"].GetMethod("Made")!.Invoke(null, null)!;

        made.ShouldBe("""{"list":[{"kind":"bee","size":1},{"kind":"cee","size":2},{"kind":"D","size":3}]}""");
        var list = ((System.Collections.IEnumerable)types.RoundTrip("All", made)["List"].Value!).Cast<object>().Select(item => item.GetType().GetProperty("Value")!.GetValue(item)!.GetType().Name);
        list.ShouldBe(["B", "C", "D"]);
        types.RoundTrip("E", """{"size":1,"kind":"wasp"}""")["Value"].Value!.GetType().Name.ShouldBe("B");
        types.RoundTrip("B", """{"size":1}""");
    }

    [Fact]
    public void Union_WhoseVariantsHaveTheDiscriminatorAsAnyText_SaysInTheirDocumentationWhatItWants()
    {
        var generation = Generation.Run("""
            openapi: 3.1.0
            components:
              schemas:
                Payer:
                  oneOf: [{ $ref: '#/components/schemas/Company' }, { $ref: '#/components/schemas/Person' }]
                  discriminator: { propertyName: kind, mapping: { company: '#/components/schemas/Company', firm: '#/components/schemas/Company' } }
                Company: { type: object, required: [kind], properties: { kind: { type: string } } }
                Person: { type: object, properties: { kind: { type: string, description: What it is. } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("Company").ShouldContain("/// <summary>`kind` in JSON; `company` or `firm` where this is a Payer.</summary>");
        generation.Source("Person").ShouldContain("/// What it is.\n    /// `Person` where this is a Payer.\n");
    }
}
