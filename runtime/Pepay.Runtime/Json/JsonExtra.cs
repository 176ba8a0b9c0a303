using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>Properties that a type does not know, and values of known ones that their C# type cannot hold.</summary>
public static class JsonExtra
{
    /// <summary>No such properties.</summary>
    public static IReadOnlyDictionary<string, JsonElement> None { get; } = ReadOnlyDictionary<string, JsonElement>.Empty;

    /// <summary>The value of a required property, unless it was kept as it came.</summary>
    /// <exception cref="JsonReadException">The value that was read does not fit the C# type; it stands among the kept ones under its name.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Demand<T>(T value, IReadOnlyDictionary<string, JsonElement> kept, string name)
    {
        if (!ReferenceEquals(kept, None) && IsKept(value, kept, name, out _))
            throw Unheld(name);
        return value;
    }

    /// <summary>The value of a required property, unless it was kept as it came and is none that double can hold.</summary>
    /// <exception cref="JsonReadException">The value that was read does not fit the C# type; it stands among the kept ones under its name.</exception>
    public static double Demand(double value, IReadOnlyDictionary<string, JsonElement> kept, string name)
    {
        if (IsKept(value, kept, name, out var json) && !IsFloat(json, out _))
            throw Unheld(name);
        return value;
    }

    /// <summary>The value of a required property that may be null, unless it was kept as it came.</summary>
    /// <exception cref="JsonReadException">The value that was read does not fit the C# type; it stands among the kept ones under its name.</exception>
    public static T? Demand<T>(T? value, IReadOnlyDictionary<string, JsonElement> kept, string name)
        where T : struct => value is null ? null : Demand(value.Value, kept, name);

    /// <summary>The value of a required property that may be null, unless it was kept as it came and is none that double can hold.</summary>
    /// <exception cref="JsonReadException">The value that was read does not fit the C# type; it stands among the kept ones under its name.</exception>
    public static double? Demand(double? value, IReadOnlyDictionary<string, JsonElement> kept, string name) =>
        value is null ? null : Demand(value.Value, kept, name);

    /// <summary>Whether the value was kept as it came, and not set since.</summary>
    public static bool IsKept<T>(T value, IReadOnlyDictionary<string, JsonElement> kept, string name, out JsonElement json)
    {
        json = default;
        return !ReferenceEquals(kept, None) && EqualityComparer<T>.Default.Equals(value, default) && kept.TryGetValue(name, out json);
    }

    /// <summary>Whether the value was kept as it came, and not set since.</summary>
    public static bool IsKept<T>(T? value, IReadOnlyDictionary<string, JsonElement> kept, string name, out JsonElement json)
        where T : struct
    {
        json = default;
        return value is not null && IsKept(value.Value, kept, name, out json);
    }

    /// <summary>Whether the value was kept as it came, be it beside the nearest double, and not set to another since.</summary>
    public static bool IsKept(double value, IReadOnlyDictionary<string, JsonElement> kept, string name, out JsonElement json)
    {
        json = default;
        return !ReferenceEquals(kept, None) && kept.TryGetValue(name, out json) && value.Equals(IsFloat(json, out var held) ? held : 0);
    }

    /// <summary>Whether the value was kept as it came, be it beside the nearest double, and not set to another since.</summary>
    public static bool IsKept(double? value, IReadOnlyDictionary<string, JsonElement> kept, string name, out JsonElement json)
    {
        json = default;
        return value is not null && IsKept(value.Value, kept, name, out json);
    }

    private static bool IsFloat(JsonElement json, out double value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value) && double.IsFinite(value);
    }

    private static JsonReadException Unheld(string name) =>
        new($"the value of '{name}' does not fit its C# type and was kept as it came: read it from the additional properties under this name", 0);
}
