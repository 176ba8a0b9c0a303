using System.Text;
using System.Text.Json.Nodes;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Harness;

/// <summary>Short ways to read and write generated types in tests.</summary>
internal static class Json
{
    public static T Read<T>(string json)
        where T : IJsonModel<T> => JsonModel.Parse<T>(Encoding.UTF8.GetBytes(json));

    public static string Write<T>(T value)
        where T : IJsonModel<T> => Encoding.UTF8.GetString(JsonModel.ToUtf8Bytes(value));

    /// <summary>Reads, demands that writing gives the same JSON, and returns what was read.</summary>
    public static T RoundTrip<T>(string json)
        where T : IJsonModel<T>
    {
        var value = Read<T>(json);
        var written = Write(value);
        JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(written)).ShouldBeTrue($"written: {written}");
        return value;
    }
}
