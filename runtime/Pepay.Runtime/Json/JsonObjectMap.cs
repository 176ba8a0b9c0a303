using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>
/// A JSON object as a dictionary of its properties. It stays text until somebody looks into it, since most programs only pass such objects on. Of a
/// name that stands twice the last value counts. Thread-safe.
/// </summary>
/// <param name="json">The object in UTF-8.</param>
internal sealed class JsonObjectMap(byte[] json) : IReadOnlyDictionary<string, JsonElement>
{
    // What every encoder of System.Text.Json leaves as it is, but for quotes and backslashes, which are in their places already.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create(" !\"#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };
    private Dictionary<string, JsonElement>? properties;

    public IEnumerable<string> Keys => Properties.Keys;

    public IEnumerable<JsonElement> Values => Properties.Values;

    public int Count => Properties.Count;

    // Two threads may both make it; both make the same.
    private Dictionary<string, JsonElement> Properties => properties ??= Read();

    public JsonElement this[string key] => Properties[key];

    public bool ContainsKey(string key) => Properties.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonElement value) => Properties.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => Properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Writes the object as it was read, but for blanks; indented and escaped as the writer wants it.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (writer.Options is { Indented: false, Encoder: null } && !json.AsSpan().ContainsAnyExcept(Plain))
        {
            writer.WriteRawValue(json, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(json, AnyDepth);
        document.RootElement.WriteTo(writer);
    }

    // The document is not disposed, so it rents nothing and lives as long as its elements.
    private Dictionary<string, JsonElement> Read()
    {
        var read = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in JsonDocument.Parse(json, AnyDepth).RootElement.EnumerateObject())
            read[property.Name] = property.Value;
        return read;
    }
}
