using System.Collections.ObjectModel;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>Properties that a type does not know.</summary>
public static class JsonExtra
{
    /// <summary>No such properties.</summary>
    public static IReadOnlyDictionary<string, JsonElement> None { get; } = ReadOnlyDictionary<string, JsonElement>.Empty;
}
