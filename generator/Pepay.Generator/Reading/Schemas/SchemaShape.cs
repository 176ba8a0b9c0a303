using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Schemas;

internal enum ShapeKind : byte
{
    /// <summary>Any JSON.</summary>
    Any,

    /// <summary>The same as another schema.</summary>
    Alias,
    Scalar,
    TextEnum,
    IntegerEnum,
    Record,
    Union,
    List,
    Tuple,
    Map,
}

/// <summary>What a schema is, before any name or type is chosen.</summary>
/// <param name="Nullable">Whether null is a value of it, by its own words.</param>
internal sealed record SchemaShape(ShapeKind Kind, SpecNode Node, bool Nullable)
{
    /// <summary>For aliases: the other schema. For lists and maps: the schema of what they hold; null when any.</summary>
    public SpecNode? Target { get; init; }

    public TypeRef? Scalar { get; init; }

    /// <summary>For unions: the schemas of the variants.</summary>
    public IReadOnlyList<SpecNode> Variants { get; init; } = [];

    /// <summary>For enumerations: the values.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
