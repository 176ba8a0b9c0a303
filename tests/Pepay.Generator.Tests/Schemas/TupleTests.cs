using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Schemas;

public sealed class TupleTests
{
    private const string Spec = """
        Pair: { type: array, prefixItems: [{ type: string }, { type: integer }], minItems: 1 }
        Level: { type: array, prefixItems: [{ type: number }, { type: [number, 'null'] }, { type: object, properties: { a: { type: string } } }], items: { type: integer } }
        Old: { type: array, items: [{ type: string }, { type: boolean }], additionalItems: { type: string } }
        Holder:
          type: object
          required: [pair]
          properties:
            pair: { $ref: '#/components/schemas/Pair' }
            levels: { type: array, items: { $ref: '#/components/schemas/Level' } }
            old: { $ref: '#/components/schemas/Old' }
            inline: { type: array, prefixItems: [{ type: integer }] }
        """;

    [Fact]
    public void Tuple_HasAPropertyPerPlace()
    {
        var types = LoadedTypes.Of(Spec);

        var holder = types.RoundTrip("Holder", """{"pair":["a",5,true],"levels":[[1.50,null,{"a":"b"},7,8],[2],[]],"old":["x",true,"y"],"inline":[1]}""");

        holder["Pair"]["Item1"].Value.ShouldBe("a");
        holder["Pair"]["Item2"].Value.ShouldBe(5L);
        ((System.Collections.ICollection)holder["Pair"]["Rest"].Value!).Count.ShouldBe(1);
        holder["Old"]["Item2"].Value.ShouldBe(true);
        types["Level"].GetProperty("Rest")!.PropertyType.ShouldBe(typeof(IReadOnlyList<long>));
        types["Level"].GetProperty("Item2")!.PropertyType.ShouldBe(typeof(Optional<decimal?>));
    }

    [Theory]
    [InlineData("""{"pair":["a"]}""")]
    [InlineData("""{"pair":["a",1e30]}""")]
    [InlineData("""{"pair":["a",5],"levels":[[1e400]]}""")]
    [InlineData("""{"pair":["a",5],"old":7}""")]
    public void Tuple_OfAnyLengthAndValue_Survives(string json) => LoadedTypes.Of(Spec).RoundTrip("Holder", json);

    [Fact]
    public void Tuple_ThatLacksARequiredElement_IsRefused() =>
        Should.Throw<JsonReadException>(() => LoadedTypes.Of(Spec).Read("Holder", """{"pair":[]}""")).Message.ShouldContain("Pair lacks");
}
