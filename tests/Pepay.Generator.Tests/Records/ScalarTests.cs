using System.Text.Json;
using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Records;

public sealed class ScalarTests
{
    [Fact]
    public void Scalars_OfEveryFormat_HaveTheirTypes()
    {
        var value = Json.RoundTrip<Scalars>("""
            {"dateTime":"2026-01-02T03:04:05Z","date":"2026-01-02","id":"inv_123","bytes":"AQI=","whole":9007199254740993,"exact":0.1,
             "approximate":0.5,"truth":true,"price":49.90,"priceText":"10.00","minorText":"1234","seconds":1700000000,"milliseconds":1700000000123}
            """);

        value.DateTime.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        value.Date.ShouldBe(new DateOnly(2026, 1, 2));
        value.Id.ShouldBe("inv_123");
        value.Bytes.ShouldBe([1, 2]);
        value.Whole.ShouldBe(9007199254740993);
        value.Exact.ShouldBe(0.1m);
        value.Approximate.ShouldBe(0.5);
        value.Price.ShouldBe(49.90m);
        value.PriceText.ShouldBe(10.00m);
        value.MinorText.ShouldBe(1234);
        value.Seconds!.Value.Value.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1700000000));
        value.Milliseconds!.Value.Value.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123));
        value.AdditionalProperties.ShouldBeEmpty();
    }

    [Fact]
    public void Decimals_KeepTheirScale()
    {
        const string json = """{"exact":1.50,"price":49.90,"priceText":"10.00"}""";

        Json.Write(Json.Read<Scalars>(json)).ShouldBe(json);
    }

    [Fact]
    public void Epoch_AsIsoText_KeepsItsForm()
    {
        const string json = """{"seconds":"2023-11-14T22:13:20.000Z","milliseconds":"2023-11-14T23:13:20+01:00"}""";

        var value = Json.Read<Scalars>(json);

        value.Seconds!.Value.Value.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1700000000));
        value.Milliseconds.ShouldBe(value.Seconds);
        Json.Write(value).ShouldContain("2023-11-14T22:13:20.000Z");
        JsonDocument.Parse(Json.Write(value)).RootElement.GetProperty("milliseconds").GetString().ShouldBe("2023-11-14T23:13:20+01:00");
    }

    [Fact]
    public void Epoch_MadeHere_IsWrittenInTheUnitOfTheSpecification()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1700000000999);

        Json.Write(new Scalars { Seconds = time, Milliseconds = time }).ShouldBe("""{"seconds":1700000000,"milliseconds":1700000000999}""");
    }

    [Theory]
    [InlineData("whole", "1e30")]
    [InlineData("whole", "9223372036854775808")]
    [InlineData("whole", "1.5")]
    [InlineData("whole", "\"5\"")]
    [InlineData("exact", "1e400")]
    [InlineData("exact", "0.12345678901234567890123456789012345")]
    [InlineData("truth", "\"yes\"")]
    [InlineData("dateTime", "\"yesterday\"")]
    [InlineData("date", "\"2026-13-01\"")]
    [InlineData("bytes", "\"not base64!\"")]
    [InlineData("minorText", "12")]
    [InlineData("priceText", "\"many\"")]
    [InlineData("seconds", "\"soon\"")]
    [InlineData("seconds", "99999999999999999")]
    [InlineData("whole", "null")]
    public void Optional_ValueOutOfRange_IsKeptAsItCame(string name, string raw)
    {
        var json = $$"""{"id":"x","{{name}}":{{raw}}}""";

        var value = Json.Read<Scalars>(json);

        value.Id.ShouldBe("x");
        value.AdditionalProperties[name].GetRawText().ShouldBe(raw);
        Json.Write(value).ShouldBe(json);
    }

    [Fact]
    public void Kept_Value_GivesWayToTheProperty()
    {
        var value = Json.Read<Scalars>("""{"whole":"none"}""") with { Whole = 5 };

        Json.Write(value).ShouldBe("""{"whole":5}""");
    }

    [Fact]
    public void Text_OfARecord_ShowsNoValue()
    {
        Json.Read<Item>("""{"id":"sk_live_secret"}""").ToString().ShouldNotContain("secret");
    }
}
