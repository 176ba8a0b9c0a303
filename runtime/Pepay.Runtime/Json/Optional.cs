using System.Diagnostics.CodeAnalysis;

namespace Pepay.Runtime.Json;

/// <summary>
/// A property that may be absent and may be null, which are different things: absent is not written, null is. The default is absent.
/// </summary>
/// <typeparam name="T">The type of the value, nullable.</typeparam>
public readonly record struct Optional<T>
{
    /// <summary>A property that is there.</summary>
    public Optional(T value)
    {
        IsPresent = true;
        Value = value;
    }

    /// <summary>Whether the property is there, be it null.</summary>
    public bool IsPresent { get; }

    /// <summary>The value; null when it is null or absent.</summary>
    [MaybeNull]
    public T Value { get; }

    /// <summary>A property that is there. C# converts no interfaces: a list or dictionary is passed to the constructor instead.</summary>
    public static implicit operator Optional<T>(T value) => new(value);

    /// <summary>The value, or how it is missing.</summary>
    public override string ToString() => IsPresent ? Value?.ToString() ?? "null" : "absent";
}

/// <summary>Makes optional values out of what was read.</summary>
public static class Optional
{
    /// <summary>Present when there is a value, else absent.</summary>
    public static Optional<T?> OfValue<T>(T? value)
        where T : struct => value is null ? default : new(value);

    /// <summary>Present when there is a value, else absent.</summary>
    public static Optional<T?> OfReference<T>(T? value)
        where T : class => value is null ? default : new(value);
}
