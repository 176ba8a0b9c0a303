using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Records;

public sealed class ObjectTests
{
    [Fact]
    public void Unknown_Properties_SurviveARoundTrip()
    {
        var value = Json.RoundTrip<Item>("""{"new":{"deep":[1,null]},"id":"i","":0,"big":123456789012345678901234567890.5}""");

        value.AdditionalProperties.Keys.ShouldBe(["new", "", "big"]);
    }

    [Fact]
    public void Properties_InAnyOrderAndEscaped_AreRead()
    {
        Json.Read<Derived>("""{"size":1,"note":"n","\u0069d":"i"}""").Id.ShouldBe("i");
    }

    [Fact]
    public void Closed_Answer_KeepsUnknownPropertiesAllTheSame()
    {
        Json.RoundTrip<ClosedAnswer>("""{"name":"n","later":1}""");
    }

    [Fact]
    public void Closed_Request_HasNoRoomForUnknownProperties()
    {
        typeof(CreateThingRequest).GetProperty("AdditionalProperties").ShouldBeNull();
    }

    [Fact]
    public void Maps_OfEveryKind_RoundTrip()
    {
        var value = Json.RoundTrip<Maps>("""
            {"texts":{"a":"b"},"items":{"x":{"id":"1","more":true}},"free":{"any":[1]},"lists":{"n":[1,null]},"inline":[{"x":1},{"x":2}]}
            """);

        value.Texts!["a"].ShouldBe("b");
        value.Items!["x"].Id.ShouldBe("1");
        value.Lists!["n"].ShouldBe([1, null]);
        value.Inline![1].X.ShouldBe(2);
    }

    [Fact]
    public void AdditionalProperties_WithASchema_AreTyped()
    {
        var value = Json.RoundTrip<TypedExtra>("""{"name":"n","size":"big","a":1,"b":2}""");

        value.AdditionalProperties["b"].ShouldBe(2);
        value.UnreadAdditionalProperties["size"].GetString().ShouldBe("big");
    }

    [Fact]
    public void AllOf_IsFlattened()
    {
        var value = new Derived { Id = "i", Note = "n", Size = 3 };

        Json.Write(value).ShouldBe("""{"id":"i","note":"n","size":3}""");
    }

    [Fact]
    public void AllOf_OfOneSchema_IsThatSchema()
    {
        typeof(AliasHolder).GetProperty("Alias")!.PropertyType.ShouldBe(typeof(Base));
        typeof(AliasHolder).GetProperty("Colour")!.PropertyType.ShouldBe(typeof(Colour?));
    }

    [Fact]
    public void Recursive_Schema_RoundTrips()
    {
        Json.RoundTrip<Tree>("""{"value":1,"children":[{"value":2,"children":[]},{"value":3}]}""").Children![1].Value.ShouldBe(3);
    }

    [Fact]
    public void Hostile_Names_RoundTrip()
    {
        var value = Json.RoundTrip<Hostile>("""
            {"class":"1","equals":"2","hostile":"3","get_hash_code":"4","foo_bar":"5","fooBar":"6","2nd":"7","$ref-like":"8","größe":"9","名前":"10",
             "clone":"11","AdditionalProperties":"12","with \"quotes\" \\ and <tags>":"13","settlement":{"settlement":{"x":1}},"reader":"r","extra":"e"}
            """);

        value.AdditionalProperties.ShouldBeEmpty();
        value.名前.ShouldBe("10");
        value.FooBar.ShouldBe("5");
    }

    [Fact]
    public void Types_InsideUserOptions_Work()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine(FeaturesJsonTypeInfoResolver.Default) };

        var tree = JsonSerializer.Deserialize<Tree>("""{"value":1,"children":[{"value":2}]}""", options)!;

        JsonSerializer.Serialize(tree, options).ShouldBe("""{"value":1,"children":[{"value":2}]}""");
        options.TryGetTypeInfo(typeof(Uri), out _).ShouldBeFalse();
        JsonSerializer.Deserialize<List<Item>>("""[{"id":"a"}]""")![0].Id.ShouldBe("a");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<List<Item>>("""[{"id":"a"},{}]""")).Message.ShouldContain("'id'");
    }

    [Fact]
    public void Types_ReadFromAStreamInPieces_Work()
    {
        var json = "[" + string.Join(',', Enumerable.Range(0, 500).Select(i => $$$"""{"id":"item \u0041 {{{i}}}","unknown":{"n":1}}""")) + "]";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));

        var items = JsonSerializer.Deserialize<List<Item>>(stream, new JsonSerializerOptions { DefaultBufferSize = 64 })!;

        items.Count.ShouldBe(500);
        items[499].Id.ShouldBe("item A 499");
    }

    [Fact]
    public void MapOfAnyJson_IsADictionary_AndOfANameThatStandsTwiceTheLastCounts()
    {
        var free = Json.Read<Maps>("""{"free":{"a":1,"b":[true],"a":{"c":null}}}""").Free!;

        free.Count.ShouldBe(2);
        free.Keys.ShouldBe(["a", "b"]);
        free["a"].GetProperty("c").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        free.TryGetValue("a", out var value).ShouldBeTrue();
        value.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Object);
        free.ContainsKey("x").ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => free["x"]);
        free.Select(pair => pair.Key).ShouldBe(["a", "b"]);
    }
}
