using System.Text.Json;
using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Records;

/// <summary>Values survive as they came: in the C# type where it can hold them, else beside it.</summary>
public sealed class ExactValueTests
{
    private const string Plain = """
        {"whole":1,"exact":1,"approximate":1,"dateTime":"2026-01-02T03:04:05Z","date":"2026-01-02","bytes":"AQI=","minorText":"1","priceText":"1.0",
         "seconds":1,"level":2,"wholes":[1],"sizes":{"a":[1]},"nullable":null}
        """;

    private static readonly Lazy<LoadedTypes> Floats = new(() => LoadedTypes.Of("""
        Lists:
          type: object
          properties:
            flat: { type: array, items: { type: number, format: double } }
            deep: { type: array, items: { type: array, items: { type: number, format: double } } }
            nullable: { type: array, items: { type: [number, 'null'], format: double } }
            map: { type: object, additionalProperties: { type: number, format: double } }
            mapOfLists: { type: object, additionalProperties: { type: array, items: { type: number, format: double } } }
        Either: { oneOf: [{ type: string }, { type: number, format: double }, { type: array, items: { type: number, format: double } }] }
        Pair: { type: array, prefixItems: [{ type: number, format: double }, { type: [string, 'null'] }], items: { type: number, format: double } }
        Extras: { type: object, properties: { name: { type: string } }, additionalProperties: { type: number, format: double } }
        """));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.000Z")]
    [InlineData("2026-01-02T03:04:05.1Z")]
    [InlineData("2026-01-02T03:04:05.120Z")]
    [InlineData("2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-01-02T03:04:05.123456789Z")]
    [InlineData("2026-01-02T03:04:05+00:00")]
    [InlineData("2026-01-02T03:04:05-00:00")]
    [InlineData("2026-01-02T03:04:05.50+01:30")]
    [InlineData("2026-01-02T03:04:05-11:00")]
    [InlineData("2026-01-02t03:04:05z")]
    [InlineData("2026-01-02 03:04:05")]
    [InlineData("2026-01-02T03:04:05+0100")]
    [InlineData("2026-01-02")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void Time_OfAnyText_IsWrittenAsItCame(string text)
    {
        var json = $$"""{"dateTime":"{{text}}"}""";

        var value = Json.Read<Scalars>(json);

        value.AdditionalProperties.ShouldBeEmpty();
        value.DateTime.ToString().ShouldBe(text);
        JsonDocument.Parse(Json.Write(value)).RootElement.GetProperty("dateTime").GetString().ShouldBe(text);
    }

    [Fact]
    public void Time_IsUsableAsDateTimeOffset()
    {
        var value = Json.Read<Scalars>("""{"dateTime":"2026-01-02T03:04:05.250+02:00"}""");

        DateTimeOffset? time = value.DateTime;

        time.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 250, TimeSpan.FromHours(2)));
        value.DateTime!.Value.Value.Offset.ShouldBe(TimeSpan.FromHours(2));
        (value.DateTime < DateTimeOffset.MaxValue).ShouldBeTrue();
        (value with { DateTime = time }).DateTime.ShouldBe(value.DateTime);
    }

    [Fact]
    public void Time_LeapSecond_IsTheNextSecond()
    {
        var value = Json.RoundTrip<Scalars>("""{"dateTime":"2016-12-31T23:59:60Z"}""");

        value.DateTime.ShouldBe(new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05", 0, "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.12", 0, "2026-01-02T03:04:05.12Z")]
    [InlineData("2026-01-02T03:04:05.0000001", -90, "2026-01-02T03:04:05.0000001-01:30")]
    public void Time_MadeHere_IsWrittenWithTheDigitsItNeeds(string local, int offsetMinutes, string expected)
    {
        var time = new DateTimeOffset(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMinutes(offsetMinutes));

        JsonDocument.Parse(Json.Write(new Scalars { DateTime = time })).RootElement.GetProperty("dateTime").GetString().ShouldBe(expected);
    }

    [Fact]
    public void Time_InAProgramsOwnType_IsText()
    {
        var json = JsonSerializer.Serialize(new { At = Json.Read<Scalars>("""{"dateTime":"2026-01-02T03:04:05.00Z"}""").DateTime });

        json.ShouldBe("""{"At":"2026-01-02T03:04:05.00Z"}""");
    }

    [Theory]
    [InlineData("whole", "1.0", 1)]
    [InlineData("whole", "1e2", 100)]
    [InlineData("whole", "-9223372036854775808", long.MinValue)]
    [InlineData("whole", "9.223372036854775807E18", long.MaxValue)]
    public void Whole_InAnyNotation_IsRead(string name, string raw, long expected) =>
        Json.RoundTrip<Demanded>(With(name, raw)).Whole.ShouldBe(expected);

    [Theory]
    [InlineData("1e2")]
    [InlineData("1.5E-5")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("0.1000000000000000000000000000")]
    [InlineData("0.10000000000000000000000000000000000000")]
    public void Decimal_InAnyNotation_IsExact(string raw)
    {
        var value = Json.RoundTrip<Demanded>(With("exact", raw));

        value.Exact.ShouldBe(decimal.Parse(raw, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture));
        value.AdditionalProperties.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("whole", "9223372036854775808")]
    [InlineData("whole", "1.5")]
    [InlineData("whole", "1e30")]
    [InlineData("exact", "1e400")]
    [InlineData("exact", "1e-30")]
    [InlineData("exact", "0.12345678901234567890123456789012345")]
    [InlineData("approximate", "1e400")]
    [InlineData("dateTime", "\"yesterday\"")]
    [InlineData("dateTime", "\"0000-01-01T00:00:00Z\"")]
    [InlineData("dateTime", "\"2026-02-30T00:00:00Z\"")]
    [InlineData("date", "\"2026-13-01\"")]
    [InlineData("bytes", "\"AQJ=\"")]
    [InlineData("bytes", "\"A Q I =\"")]
    [InlineData("bytes", "\"AQI\"")]
    [InlineData("minorText", "\"007\"")]
    [InlineData("priceText", "\"+1.0\"")]
    [InlineData("seconds", "99999999999999999")]
    [InlineData("seconds", "1.5")]
    [InlineData("level", "1e30")]
    [InlineData("wholes", "[1,9223372036854775808]")]
    [InlineData("sizes", "{\"a\":[1e400]}")]
    [InlineData("nullable", "1e30")]
    public void Required_ThatTheTypeCannotHold_SurvivesAndIsNeverReadAsSomethingElse(string name, string raw)
    {
        var value = Json.RoundTrip<Demanded>(With(name, raw));

        value.AdditionalProperties[name].GetRawText().ShouldBe(raw);
        var property = typeof(Demanded).GetProperty(char.ToUpperInvariant(name[0]) + name[1..])!;
        Should.Throw<System.Reflection.TargetInvocationException>(() => property.GetValue(value)).InnerException.ShouldBeOfType<JsonReadException>().Message.ShouldContain($"'{name}'");
    }

    [Fact]
    public void Required_KeptValue_GivesWayToTheProperty()
    {
        var value = Json.Read<Demanded>(With("whole", "1e30")) with { Whole = 7 };

        value.Whole.ShouldBe(7);
        Json.Write(value).ShouldStartWith("""{"whole":7,""");
        Json.Write(value).ShouldNotContain("1e30");
    }

    [Fact]
    public void Float_ThatDoubleHoldsOnlyNearly_IsReadAndWrittenAsItCame()
    {
        var value = Json.RoundTrip<Demanded>(With("approximate", "0.10000000000000000001"));
        var optional = Json.RoundTrip<Scalars>("""{"approximate":0.10000000000000000001}""");

        value.Approximate.ShouldBe(0.1);
        optional.Approximate.ShouldBe(0.1);
        Json.Write(optional with { Approximate = 0.2 }).ShouldBe("""{"approximate":0.2}""");
    }

    [Theory]
    [InlineData("Lists", """{"flat":[1,0.10000000000000000001,2.5],"deep":[[1.5],[1e-400,123456789012345678901234567890.5]],"nullable":[null,9007199254740993]}""")]
    [InlineData("Lists", """{"flat":[1,2.5],"map":{"a":0.10000000000000000001,"b":1},"mapOfLists":{"a":[9007199254740993.0]}}""")]
    [InlineData("Either", "0.10000000000000000001")]
    [InlineData("Either", "[9007199254740993]")]
    [InlineData("Either", "1e400")]
    [InlineData("Pair", "[0.10000000000000000001,\"a\",9007199254740993,1]")]
    [InlineData("Pair", "[0.5,null]")]
    [InlineData("Extras", """{"a":0.10000000000000000001,"b":1.5,"c":1e400,"d":"text"}""")]
    public void Floats_InListsMapsUnionsAndTuples_AreWrittenAsTheyCame(string type, string json)
    {
        var value = Floats.Value.Read(type, json);

        JsonDocument.Parse(value.Json).RootElement.ToString().ShouldBe(value.Json);
        JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(value.Json).RootElement).ShouldBeTrue(value.Json);
        foreach (var number in (string[])["0.10000000000000000001", "9007199254740993", "1e-400"])
            value.Json.Contains(number, StringComparison.Ordinal).ShouldBe(json.Contains(number, StringComparison.Ordinal), value.Json);
    }

    [Fact]
    public void Floats_NearlyHeld_AreReadAsTheNearest()
    {
        var types = Floats.Value;

        types.Read("Lists", """{"flat":[0.10000000000000000001]}""")["Flat"].Value.ShouldBeAssignableTo<IReadOnlyList<double>>().ShouldBe([0.1]);
        types.Read("Either", "0.10000000000000000001")["AsFloat"].Value.ShouldBe(0.1);
        types.Read("Pair", "[0.10000000000000000001]")["Item1"].Value.ShouldBe(0.1);
        types.Read("Extras", """{"a":0.10000000000000000001}""")["AdditionalProperties"].Value.ShouldBeAssignableTo<IReadOnlyDictionary<string, double>>()!["a"].ShouldBe(0.1);
    }

    [Fact]
    public void AdditionalProperties_ThatTheTypeCannotHold_Survive()
    {
        var value = Json.RoundTrip<TypedExtra>("""{"name":"n","a":1,"b":1e30,"c":"text","d":null}""");

        value.AdditionalProperties.Keys.ShouldBe(["a"]);
        value.UnreadAdditionalProperties.Keys.ShouldBe(["b", "c", "d"]);
    }

    [Theory]
    [InlineData("wholes", "[\"1\"]", "$.wholes[0]")]
    [InlineData("level", "\"1\"", "$.level")]
    [InlineData("seconds", "true", "$.seconds")]
    [InlineData("bytes", "7", "$.bytes")]
    public void Required_OfAnotherKind_IsRefused(string name, string raw, string path) =>
        Should.Throw<JsonReadException>(() => Json.Read<Demanded>(With(name, raw))).Path.ShouldBe(path);

    private static string With(string name, string raw)
    {
        var start = Plain.IndexOf('"' + name + "\":", StringComparison.Ordinal) + name.Length + 3;
        using var document = JsonDocument.Parse(Plain);
        return Plain[..start] + raw + Plain[(start + document.RootElement.GetProperty(name).GetRawText().Length)..];
    }
}
