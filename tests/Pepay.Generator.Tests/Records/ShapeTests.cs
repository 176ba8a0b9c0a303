using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Records;

public sealed class ShapeTests
{
    private const string Required = """{"requiredText":"t","requiredNumber":1,"requiredNullableText":null,"requiredNullableNumber":2""";

    [Fact]
    public void Shapes_OnlyRequired_LeavesTheRestAbsent()
    {
        var shapes = Json.Read<Shapes>(Required + "}");

        shapes.RequiredText.ShouldBe("t");
        shapes.RequiredNullableText.ShouldBeNull();
        shapes.RequiredNullableNumber.ShouldBe(2);
        shapes.OptionalText.ShouldBeNull();
        shapes.OptionalNullableText.IsPresent.ShouldBeFalse();
        shapes.OptionalNullableItem.IsPresent.ShouldBeFalse();
        Json.Write(shapes).ShouldBe(Required + "}");
    }

    [Fact]
    public void Shapes_OptionalNullable_TellsNullFromAbsent()
    {
        const string json = Required + """
            ,"optionalNullableText":null,"optionalNullableNumber":null,"optionalNullableItem":null}
            """;

        var shapes = Json.RoundTrip<Shapes>(json);

        shapes.OptionalNullableText.IsPresent.ShouldBeTrue();
        shapes.OptionalNullableText.Value.ShouldBeNull();
        shapes.OptionalNullableNumber.IsPresent.ShouldBeTrue();
        shapes.OptionalNullableItem.IsPresent.ShouldBeTrue();
    }

    [Fact]
    public void Shapes_OptionalNullable_IsSetFromValueAndNull()
    {
        var shapes = Json.Read<Shapes>(Required + "}") with { OptionalNullableText = "x", OptionalNullableNumber = (long?)null };

        Json.Write(shapes).ShouldBe(Required + ",\"optionalNullableText\":\"x\",\"optionalNullableNumber\":null}");
    }

    [Fact]
    public void Shapes_AllPresent_RoundTrips()
    {
        const string json = Required + """
            ,"optionalText":"a","optionalNumber":3,"optionalNullableText":"b","optionalNullableNumber":4,
            "optionalItem":{"id":"i"},"optionalNullableItem":{"id":"j"},"constant":"part","anything":[1,{"a":null}]}
            """;

        var shapes = Json.RoundTrip<Shapes>(json);

        shapes.OptionalItem!.Id.ShouldBe("i");
        shapes.OptionalNullableItem.Value!.Id.ShouldBe("j");
    }

    [Theory]
    [InlineData("""{"requiredText":"t","requiredNumber":1,"requiredNullableNumber":2}""", "lacks required 'requiredNullableText'", "$")]
    [InlineData("""{"requiredText":5,"requiredNumber":1,"requiredNullableText":null,"requiredNullableNumber":2}""", "expected a string but found a number", "$.requiredText")]
    [InlineData("""{"requiredText":null,"requiredNumber":1,"requiredNullableText":null,"requiredNullableNumber":2}""", "but found null", "$.requiredText")]
    [InlineData("""{"requiredText":"t","requiredNumber":"1","requiredNullableText":null,"requiredNullableNumber":2}""", "expected a number but found a string", "$.requiredNumber")]
    [InlineData("[]", "expected an object but found an array", "$")]
    [InlineData("""{"requiredText":"t" """, "malformed", "$.requiredText")]
    [InlineData("", "found nothing", "$")]
    [InlineData("""{"requiredText":"t","requiredNumber":1,"requiredNullableText":null,"requiredNullableNumber":2} {}""", "malformed", "$")]
    public void Shapes_BadJson_IsRefusedWithPlace(string json, string problem, string path)
    {
        var exception = Should.Throw<JsonReadException>(() => Json.Read<Shapes>(json));

        exception.Message.ShouldContain(problem);
        exception.Path.ShouldBe(path);
    }

    [Fact]
    public void Nested_MissingRequired_NamesThePath()
    {
        const string json = """{"value":1,"children":[{"value":2},{"value":3,"children":[{"children":[]}]}]}""";

        var exception = Should.Throw<JsonReadException>(() => Json.Read<Tree>(json));

        exception.Path.ShouldBe("$.children[1].children[0]");
        exception.Message.ShouldContain("Tree lacks required 'value'");
    }

    [Theory]
    [InlineData("""{"requiredNullable":null,"optionalNullable":null,"nullableAlias":null,"nullableEnum":null}""")]
    [InlineData("""{"requiredNullable":"x","optionalNullable":5,"nullableAlias":{"id":"1"},"nullableEnum":"b"}""")]
    [InlineData("""{"requiredNullable":null}""")]
    public void Nullable_OfOpenApi30_RoundTrips(string json)
    {
        var value = Json.RoundTrip<Nullables>(json);

        value.AdditionalProperties.ShouldBeEmpty();
    }
}
