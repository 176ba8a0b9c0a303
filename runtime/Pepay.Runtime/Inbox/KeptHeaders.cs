using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pepay.Runtime.Inbox;

/// <summary>How stores write the kept request headers into a column.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KeptHeaders
{
    /// <summary>The headers as one JSON object.</summary>
    public static string ToJson(IReadOnlyDictionary<string, string> headers) => JsonSerializer.Serialize(headers, KeptHeadersJson.Default.IReadOnlyDictionaryStringString);

    /// <summary>The headers that <see cref="ToJson"/> has written; their names are found in any case.</summary>
    public static IReadOnlyDictionary<string, string> FromJson(string json) =>
        new Dictionary<string, string>(JsonSerializer.Deserialize(json, KeptHeadersJson.Default.DictionaryStringString) ?? [], StringComparer.OrdinalIgnoreCase);
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class KeptHeadersJson : JsonSerializerContext;
