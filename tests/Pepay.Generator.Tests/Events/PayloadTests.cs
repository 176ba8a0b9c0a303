using System.Text;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Events;

/// <summary>Events whose payload is a union, a list or a text.</summary>
public sealed class PayloadTests
{
    [Fact]
    public void Event_OfAUnion_HasTheVariant()
    {
        Json.RoundTrip<EitherEvent>("""{"stoppedAt":"noon","more":1}""").Payload.AsStopped!.StoppedAt.ShouldBe("noon");
        Json.RoundTrip<EitherEvent>("\"a text\"").Payload.AsText.ShouldBe("a text");
        Json.RoundTrip<EitherEvent>("""{"unheard":true}""").Payload.IsUnknown.ShouldBeTrue();
    }

    [Fact]
    public void Event_OfAList_HasTheItems() =>
        Json.RoundTrip<ManyEvent>("""[{"startedAt":"a"},{"startedAt":"b"}]""").Payload.Select(item => item.StartedAt).ShouldBe(["a", "b"]);

    [Theory]
    [InlineData("\"w\"", "w")]
    [InlineData("null", null)]
    public void Event_OfAText_MayBeNull(string json, string? expected) => Json.RoundTrip<WordEvent>(json).Payload.ShouldBe(expected);

    [Fact]
    public void Event_OfAnotherKind_IsRefused() => Should.Throw<JsonReadException>(() => ManyEvent.Parse("5"u8));

    [Fact]
    public void Catalog_ParsesPayloadsOfEveryKind()
    {
        WireEvents.Types.ShouldBe(["either", "many", "word", "by.trait"], ignoreOrder: true);
        var parsed = WireEvents.Parse("either", Encoding.UTF8.GetBytes("\"x\""));
        parsed.ShouldBeOfType<EitherEvent>().ToString().ShouldNotContain("x\"");
        parsed.EventType.ShouldBe("either");
        WireEvents.Parse("by.trait", """{"x":1}"""u8).ShouldBeOfType<ByTraitEvent>().X.ShouldBe(1);
    }
}
