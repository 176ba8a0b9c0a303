using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>
/// A JSON object as a dictionary of its properties. It is looked at only when it is asked, since most programs pass such objects on. Of a name
/// that stands twice the last value counts. Thread-safe.
/// </summary>
internal sealed class JsonObjectMap(JsonElement json) : IReadOnlyDictionary<string, JsonElement>
{
    private Dictionary<string, JsonElement>? properties;

    public IEnumerable<string> Keys => Properties.Keys;

    public IEnumerable<JsonElement> Values => Properties.Values;

    public int Count => Properties.Count;

    /// <summary>The object as it was read.</summary>
    public JsonElement Json => json;

    // Two threads may both make it; both make the same.
    private Dictionary<string, JsonElement> Properties => properties ??= Read();

    public JsonElement this[string key] => Properties[key];

    public bool ContainsKey(string key) => json.TryGetProperty(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonElement value) => json.TryGetProperty(key, out value);

    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => Properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dictionary<string, JsonElement> Read()
    {
        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
            read[property.Name] = property.Value;
        return read;
    }
}
