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
}
