using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Pepay.Generator.Tests.Features;

namespace Pepay.Generator.Tests.Options;

/// <summary>Generated types inside the serializer options of a program: whatever these say about other types, JSON of the provider stays as it is.</summary>
public sealed class SerializerTests
{
    private const string Tree = """{"value":1,"children":[{"value":2,"Unknown_Name":[1.50]}]}""";

    public static TheoryData<string, JsonSerializerOptions> UserOptions() => new()
    {
        { "default", new() },
        { "web", new(JsonSerializerDefaults.Web) },
        { "snake case", new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper, DictionaryKeyPolicy = JsonNamingPolicy.KebabCaseLower } },
        { "case-insensitive", new() { PropertyNameCaseInsensitive = true } },
        { "indented", new() { WriteIndented = true } },
        { "no nulls, texts as numbers", new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString } },
        { "references", new() { ReferenceHandler = ReferenceHandler.IgnoreCycles } },
        { "strict", new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow } },
        { "own converters", new() { Converters = { new JsonStringEnumConverter(), new UpperCaseConverter(), new CentsConverter() } } },
        { "comments and commas", new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true } },
    };

    [Theory]
    [MemberData(nameof(UserOptions))]
    public void Types_InAnyOptions_ReadAndWriteTheProvidersJson(string name, JsonSerializerOptions options)
    {
        var wrapped = JsonSerializer.Deserialize<Wrapper>("{\"" + Name(options) + "\":" + Tree + "}", options).ShouldNotBeNull(name);

        wrapped.GivenTree!.Children![0].Value.ShouldBe(2);
        var written = JsonNode.Parse(JsonSerializer.Serialize(wrapped, options))![Name(options)];
        JsonNode.DeepEquals(written, JsonNode.Parse(Tree)).ShouldBeTrue(written?.ToJsonString());
    }

    [Fact]
    public void Types_CaseInsensitive_StillTellNamesApart()
    {
        var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };

        JsonSerializer.Deserialize<Item>("""{"id":"a","ID":"b"}""", options)!.AdditionalProperties["ID"].GetString().ShouldBe("b");
    }

    [Fact]
    public void Resolver_CombinedWithAnother_GivesItsOwnTypesOnly()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine(FeaturesJsonTypeInfoResolver.Default, new DefaultJsonTypeInfoResolver()) };

        options.GetTypeInfo(typeof(Tree)).OriginatingResolver.ShouldBe(FeaturesJsonTypeInfoResolver.Default);
        options.GetTypeInfo(typeof(Wrapper)).OriginatingResolver.ShouldNotBe(FeaturesJsonTypeInfoResolver.Default);
        JsonSerializer.Serialize(new Wrapper { GivenTree = new Tree { Value = 1 }, Colour = Colour.Red }, options).ShouldBe("""{"GivenTree":{"value":1},"Colour":"red"}""");
    }

    private static string Name(JsonSerializerOptions options) => options.PropertyNamingPolicy?.ConvertName(nameof(Wrapper.GivenTree)) ?? nameof(Wrapper.GivenTree);

    private sealed class Wrapper
    {
        public Tree? GivenTree { get; set; }

        public Colour Colour { get; set; }
    }

    private sealed class UpperCaseConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()?.ToUpperInvariant();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToUpperInvariant());
    }

    private sealed class CentsConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt64() * 100;

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value / 100);
    }
}
