namespace Pepay.Generator.Reading.Schemas;

/// <param name="Required">Whether the schema demands it.</param>
internal sealed record PropertySlot(string Name, TextPosition At, SpecNode Schema, bool Required)
{
    /// <summary>Whether only the provider sends it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether only the caller sends it.</summary>
    public bool WriteOnly { get; init; }

    /// <summary>For a property of variants: whether all of them describe it.</summary>
    public bool InAllVariants { get; init; }

    /// <summary>Whether it is absent in one direction, required or not.</summary>
    public bool OneWay => ReadOnly || WriteOnly;
}

/// <summary>The properties of an object schema with everything that it is composed of.</summary>
internal sealed class ObjectShape
{
    public List<PropertySlot> Properties { get; } = [];

    /// <summary>The schema of additional properties; null when they may be anything.</summary>
    public SpecNode? Additional { get; set; }

    /// <summary>Whether <c>additionalProperties: false</c> stands somewhere.</summary>
    public bool Closed { get; set; }
}
