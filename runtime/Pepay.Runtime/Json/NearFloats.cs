using System.Collections.ObjectModel;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>An array of which double holds some numbers only nearly: it has the nearest values, and is written as it came.</summary>
internal sealed class NearList<T>(T[] values, JsonElement json) : ReadOnlyCollection<T>(values)
{
    public JsonElement Json { get; } = json;
}

/// <summary>A dictionary of which double holds some numbers only nearly: it has the nearest values, and is written as it came.</summary>
internal sealed class NearMap<T>(Dictionary<string, T> values, JsonElement json) : ReadOnlyDictionary<string, T>(values)
{
    public JsonElement Json { get; } = json;
}

/// <summary>Which types read numbers that they may hold only nearly. The compiler settles it, so that other types pay nothing.</summary>
internal static class NearFloats
{
    public static bool Has<T>() => typeof(T) == typeof(double) || typeof(T) == typeof(double?);
}
