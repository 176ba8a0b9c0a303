using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Records;

/// <summary>A record with so many optional properties that they are stored in parts behaves as any other.</summary>
public sealed class WideRecordTests
{
    private const string Text = """{"id":"1","p1":"a","p2":5,"p4":null,"p31":true,"p32":"z","part0":"q","other":[1]}""";

    [Fact]
    public void Wide_RoundTrip_KeepsEverything()
    {
        var wide = Json.RoundTrip<Wide>(Text);

        wide.P1.ShouldBe("a");
        wide.P2.ShouldBe(5);
        wide.P3.ShouldBeNull();
        wide.P4.ShouldBe(new Pepay.Runtime.Json.Optional<string?>(null));
        wide.P8.IsPresent.ShouldBeFalse();
        wide.P31.ShouldBe(true);
        wide.Part0.ShouldBe("q");
    }

    [Fact]
    public void Wide_Copy_DoesNotChangeTheOriginal()
    {
        var wide = new Wide { Id = "1", P1 = "a", P2 = 2 };

        var copy = wide with { P1 = "b", P30 = 3 };

        (wide.P1, wide.P2, wide.P30).ShouldBe(("a", 2, null));
        (copy.P1, copy.P2, copy.P30).ShouldBe(("b", 2, 3));
    }

    [Fact]
    public void Wide_WithTheSameValues_IsEqual_HoweverItWasMade()
    {
        var read = Wide.Parse("""{"id":"1","p1":"a","p9":null}"""u8) with { AdditionalProperties = Pepay.Runtime.Json.JsonExtra.None };

        read.ShouldBe(new Wide { Id = "1", P1 = "a" });
        read.ShouldBe(new Wide { Id = "1", P1 = "a", P17 = null });
        (read with { P17 = "x" } with { P17 = null }).ShouldBe(read);
        (read with { P17 = "x" }).ShouldNotBe(read);
    }
}
