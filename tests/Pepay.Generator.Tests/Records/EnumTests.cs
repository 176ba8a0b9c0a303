using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Records;

public sealed class EnumTests
{
    [Fact]
    public void Enum_KnownValues_AreStatics()
    {
        var value = Json.RoundTrip<Enums>("""{"colour":"dark-green","level":-3,"mode":"fast","colours":["+1","-1","","on"]}""");

        value.Colour.ShouldBe(Colour.DarkGreen);
        value.Colour.IsKnown.ShouldBeTrue();
        value.Level.ShouldBe(Level.Minus3);
        value.Mode.Value.ShouldBe(Enums.ModeValue.Fast);
        value.Colours.ShouldBe([Colour.Plus1, Colour.Minus1, Colour.Empty, Colour.On]);
    }

    [Fact]
    public void Enum_UnknownValues_AreKept()
    {
        var value = Json.RoundTrip<Enums>("""{"colour":"ultraviolet","level":99,"mode":"warp"}""");

        value.Colour.Value.ShouldBe("ultraviolet");
        value.Colour.IsKnown.ShouldBeFalse();
        value.Level!.Value.Value.ShouldBe(99);
        value.Level!.Value.IsKnown.ShouldBeFalse();
        value.Mode.Value!.Value.ToString().ShouldBe("warp");
    }

    [Fact]
    public void Enum_OfAnotherKind_IsKeptWhereOptionalAndRefusedWhereRequired()
    {
        Json.RoundTrip<Enums>("""{"colour":"red","level":"high"}""").Level.ShouldBeNull();
        Should.Throw<JsonReadException>(() => Json.Read<Enums>("""{"colour":7}""")).Path.ShouldBe("$.colour");
    }

    [Fact]
    public void Enum_Null_IsAValueOnlyWhereTheSpecificationSaysSo()
    {
        var value = Json.RoundTrip<Enums>("""{"colour":"red","mode":null}""");

        value.Mode.IsPresent.ShouldBeTrue();
        value.Mode.Value.ShouldBeNull();
    }

    [Fact]
    public void Enum_Default_IsEmptyAndUnknownUnlessNamed()
    {
        default(Level).IsKnown.ShouldBeFalse();
        default(Enums.ModeValue).Value.ShouldBe("");
        default(Enums.ModeValue).IsKnown.ShouldBeFalse();
    }
}
