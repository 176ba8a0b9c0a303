using System.Text;
using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Tests.Webhooks;

public sealed class EventEnvelopeReaderTests
{
    private static readonly EventLayout Nested = new()
    {
        Id = ["/id"],
        Type = "/type",
        Created = new("/created", EpochUnit.Seconds),
        Environment =
        [
            new("mainnet", "devnet", Pointer: "/data/object/environment"),
            new("true", "false", Pointer: "/livemode"),
            new("mainnet", "devnet", Header: "X-Environment"),
        ],
        OrderingKey = [["/data/object/invoice_id"], ["/data/object/id"]],
    };

    private static readonly EventLayout Flat = new() { Id = ["/eventId"], Type = "/eventType", OrderingKey = [["/intentId", "/xIntentId"], ["/subscriptionId"]] };

    [Fact]
    public void Read_AnEvent_FindsEveryPlace()
    {
        var body = """{"id":"evt_1","type":"invoice.updated","created":1767225600,"data":{"object":{"id":"inv_1","environment":"devnet"}}}""";
        var envelope = Read(Nested, body);
        (envelope.Id, envelope.Type, envelope.OrderingKey, envelope.Environment, envelope.Problem)
            .ShouldBe(("evt_1", "invoice.updated", "inv_1", PaymentEnvironment.Test, null));
        envelope.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Encoding.UTF8.GetString(envelope.Body.Span).ShouldBe(body);
    }

    [Theory]
    [InlineData("""{"livemode":true}""", null, PaymentEnvironment.Live)]
    [InlineData("""{"livemode":false}""", "mainnet", PaymentEnvironment.Test)]
    [InlineData("{}", "MAINNET", PaymentEnvironment.Live)]
    [InlineData("{}", null, null)]
    [InlineData("""{"data":{"object":{"environment":null}},"livemode":true}""", null, PaymentEnvironment.Live)]
    [InlineData("""{"data":{"object":{"environment":"staging"}},"livemode":true}""", "mainnet", null)]
    public void Read_Environment_TheFirstPlaceThatSaysAnythingDecides(string rest, string? header, PaymentEnvironment? expected) =>
        Read(Nested, """{"id":"e","type":"t",""" + (rest == "{}" ? "\"x\":0}" : rest[1..]), header).Environment.ShouldBe(expected);

    [Theory]
    [InlineData("""{"object":{"id":"pay_1","invoice_id":"inv_1"}}""", "inv_1")]
    [InlineData("""{"object":{"id":"inv_2","invoice_id":null}}""", "inv_2")]
    [InlineData("""{"object":{"id":"inv_2","invoice_id":""}}""", "inv_2")]
    [InlineData("""{"object":{"id":7}}""", "7")]
    [InlineData("""{"object":{"id":{"x":1}}}""", null)]
    [InlineData("""{"object":"ping"}""", null)]
    [InlineData("null", null)]
    public void Read_OrderingKey_TheFirstPresentPlaceWins(string data, string? expected) =>
        Read(Nested, $$"""{"id":"e","type":"t","data":{{data}}}""").OrderingKey.ShouldBe(expected);

    [Theory]
    [InlineData("""{"intentId":"in_1"}""", "in_1", false)]
    [InlineData("""{"xIntentId":"in_1"}""", "in_1", false)]
    [InlineData("""{"intentId":"in_1","xIntentId":"in_1","subscriptionId":"sub_1"}""", "in_1", false)]
    [InlineData("""{"intentId":null,"subscriptionId":"sub_1"}""", "sub_1", false)]
    [InlineData("""{"intentId":"in_1","xIntentId":"in_2"}""", null, true)]
    public void Read_Aliases_MustAgree(string rest, string? expected, bool refused)
    {
        var envelope = Read(Flat, """{"eventId":"e1","eventType":"intent.success",""" + rest[1..]);
        envelope.OrderingKey.ShouldBe(expected);
        envelope.Id.ShouldBe("e1");
        (envelope.Problem is not null).ShouldBe(refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("""{"id":"e","type":"t"} trailing""")]
    [InlineData("""{"id":"e","type":"t" """)]
    [InlineData("""{"type":"t"}""")]
    [InlineData("""{"id":null,"type":"t"}""")]
    [InlineData("""{"id":"","type":"t"}""")]
    [InlineData("""{"id":{},"type":"t"}""")]
    [InlineData("""{"id":"e"}""")]
    [InlineData("""{"id":"e\u0000","type":"t"}""")]
    [InlineData("""{"id":"\ud800","type":"t"}""")]
    public void Read_WhatIsNotAnEvent_IsKeptUnderTheHashOfItsBytes(string body)
    {
        var envelope = Read(Nested, body);
        envelope.Problem.ShouldNotBeNull();
        envelope.Type.ShouldBe(EventEnvelope.UnreadableType);
        envelope.Id.ShouldStartWith("sha256-");
        envelope.Id.ShouldBe(Read(Nested, body).Id);
        envelope.Id.ShouldNotBe(Read(Nested, body + " ").Id);
    }

    [Fact]
    public void Read_IdLongerThanAKeyMayBe_IsUnreadable()
    {
        Read(Nested, $$"""{"id":"{{new string('x', 400)}}","type":"t"}""").Problem.ShouldBeNull();
        Read(Nested, $$"""{"id":"{{new string('x', 401)}}","type":"t"}""").Problem!.ShouldContain("longer than 400");
    }

    [Fact]
    public void Read_DeepNesting_IsUnreadableAndNotACrash() =>
        Read(Nested, new string('[', 100_000)).Problem.ShouldNotBeNull();

    [Fact]
    public void Read_CompositeId_JoinsItsParts()
    {
        var layout = Nested with { Id = ["/account", "/n"] };
        Read(layout, """{"account":"a","n":12,"type":"t"}""").Id.ShouldBe("a:12");
        Read(layout, """{"account":"a","type":"t"}""").Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("1767225600", "2026-01-01T00:00:00Z")]
    [InlineData("1767225600.5", "2026-01-01T00:00:00.5Z")]
    [InlineData("\"2026-01-01T01:00:00+01:00\"", "2026-01-01T00:00:00Z")]
    [InlineData("\"1767225600\"", "2026-01-01T00:00:00Z")]
    [InlineData("99999999999999999999", null)]
    [InlineData("1e400", null)]
    [InlineData("-5", null)]
    [InlineData("\"yesterday\"", null)]
    [InlineData("{}", null)]
    public void Read_Created_IsANumberOrIsoAndNeverAFault(string created, string? expected)
    {
        var envelope = Read(Nested, $$"""{"id":"e","type":"t","created":{{created}}}""");
        envelope.CreatedAt.ShouldBe(expected is null ? null : DateTimeOffset.Parse(expected, null));
        envelope.Problem.ShouldBeNull();
    }

    [Fact]
    public void Read_RepeatedProperty_TheLastOneCountsWithAllThatIsInIt()
    {
        Read(Nested, """{"id":"e1","type":"t","id":"e2"}""").Id.ShouldBe("e2");
        Read(Nested, """{"id":"e1","type":"t","data":{"object":{"id":"inv_1"}},"data":{}}""").OrderingKey.ShouldBeNull();
    }

    [Fact]
    public void Read_EscapedNamesAndPointers_AreMatched()
    {
        var layout = new EventLayout { Id = ["/a~1b/~0c/1"], Type = "/type" };
        Read(layout, """{"a/b":{"~c":["x","e1"]},"t\u0079pe":"t"}""").Id.ShouldBe("e1");
    }

    [Fact]
    public void Read_SeveralEventsInOneBody_GivesEachWithItsOwnBytes()
    {
        var layout = Nested with { Items = "/events" };
        var envelopes = ReadAll(layout, """{"events":[ {"id":"e1","type":"t"}, {"id":"e2","type":"t","x":[1,{"y":"}"}]},{"type":"t"} , 7]}""");
        envelopes.Select(e => Encoding.UTF8.GetString(e.Body.Span))
            .ShouldBe(["""{"id":"e1","type":"t"}""", """{"id":"e2","type":"t","x":[1,{"y":"}"}]}""", """{"type":"t"}""", "7"]);
        envelopes.Select(e => e.Problem is null).ShouldBe([true, true, false, false]);
        ReadAll(layout, """{"events":[]}""").ShouldBeEmpty();
        ReadAll(layout, """{"id":"e1","type":"t"}""").ShouldHaveSingleItem().Problem!.ShouldContain("/events");
        ReadAll(layout, """{"events":{}}""").ShouldHaveSingleItem().Problem!.ShouldContain("/events");
    }

    [Theory]
    [InlineData("""{"live":"false","events":[{"id":"e1","type":"t"}]}""", PaymentEnvironment.Test)]
    [InlineData("""{"events":[{"id":"e1","type":"t"}],"live":true}""", PaymentEnvironment.Live)]
    [InlineData("""{"live":"false","events":[{"id":"e1","type":"t","live":"true"}]}""", PaymentEnvironment.Live)]
    [InlineData("""{"events":[{"id":"e1","type":"t"}]}""", null)]
    public void Read_SeveralEventsInOneBody_TakeTheEnvironmentFromTheRequestWhereTheyDoNotSayIt(string body, PaymentEnvironment? expected)
    {
        var layout = Nested with { Items = "/events", Environment = [new("x", "y", Pointer: "/other"), new("true", "false", Pointer: "/live")] };

        Read(layout, body).Environment.ShouldBe(expected);
    }

    private static EventEnvelope Read(EventLayout layout, string body, string? environmentHeader = null) => ReadAll(layout, body, environmentHeader).ShouldHaveSingleItem();

    private static IReadOnlyList<EventEnvelope> ReadAll(EventLayout layout, string body, string? environmentHeader = null) => new EventEnvelopeReader(layout)
        .Read(Encoding.UTF8.GetBytes(body), name => name == "X-Environment" ? new StringValues(environmentHeader) : default);
}
