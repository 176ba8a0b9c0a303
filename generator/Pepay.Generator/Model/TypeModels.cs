namespace Pepay.Generator.Model;

/// <summary>What the specification says about a thing, for its XML documentation.</summary>
internal sealed record Docs(string? Summary, string? Remarks = null, bool Deprecated = false)
{
    public static readonly Docs None = new((string?)null);
}

/// <summary>A C# type to be generated.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="FullName">Its name with <c>global::</c>, namespace and enclosing types.</param>
internal abstract record TypeModel(string Name, string FullName, Docs Docs)
{
    public EquatableArray<TypeModel> Nested { get; init; }
}

/// <param name="WireName">The name in JSON.</param>
/// <param name="Name">The C# name.</param>
/// <param name="Constant">The only value that the specification allows; null for others.</param>
internal sealed record PropertyModel(string WireName, string Name, TypeRef Type, bool Required, string? Constant, Docs Docs)
{
    /// <summary>Whether only the provider sends it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether only the caller sends it.</summary>
    public bool WriteOnly { get; init; }

    public EquatableArray<LimitModel> Limits { get; init; }
}

/// <summary>What a value must meet besides its type, such as <c>maxLength</c> and <c>40</c>.</summary>
/// <param name="Word">The word of the schema.</param>
/// <param name="Value">What stands there.</param>
internal sealed record LimitModel(string Word, string Value);

internal enum ExtraProperties : byte
{
    /// <summary>Unknown properties are skipped: a closed schema that is only ever sent.</summary>
    None,
    Json,
    Typed,
}

internal sealed record RecordModel(string Name, string FullName, Docs Docs) : TypeModel(Name, FullName, Docs)
{
    public EquatableArray<PropertyModel> Properties { get; init; }

    public ExtraProperties Extra { get; init; }

    /// <summary>The C# name of the member that keeps unknown properties.</summary>
    public string ExtraName { get; init; } = "AdditionalProperties";

    /// <summary>The C# name of the member that keeps values as they came.</summary>
    public string KeptName => Extra == ExtraProperties.Typed ? "Unread" + ExtraName : ExtraName;

    /// <summary>Whether the value of a required property may be kept as it came because its C# type cannot hold it.</summary>
    public bool MayKeep(PropertyModel property) => property is { Required: true, Type.IsLimited: true } && Extra != ExtraProperties.None;

    /// <summary>The type of additional properties where the schema gives one.</summary>
    public TypeRef? ExtraType { get; init; }

    /// <summary>Whether a union writes with it the property that tells variants apart, which the record does not have.</summary>
    public bool IsTagged { get; init; }

    /// <summary>Set on event records.</summary>
    public EventMark? Event { get; init; }
}

/// <summary>What makes a record an event: its type string and the marker interface of its provider.</summary>
internal sealed record EventMark(string EventType, string Interface);

/// <summary>An event whose payload is no object: a record with the payload in it.</summary>
internal sealed record PayloadModel(string Name, string FullName, Docs Docs, TypeRef Payload, EventMark Event) : TypeModel(Name, FullName, Docs);

internal sealed record EnumMember(string Name, string WireValue);

internal sealed record EnumModel(string Name, string FullName, Docs Docs, bool IsInteger, EquatableArray<EnumMember> Members)
    : TypeModel(Name, FullName, Docs);

/// <param name="Name">The C# name that its accessors are made from.</param>
/// <param name="Discriminators">Discriminator values that select it.</param>
/// <param name="Required">For records: properties without which it is not this variant.</param>
/// <param name="Known">For records: its other properties.</param>
internal sealed record UnionVariant(
    string Name, TypeRef Type, EquatableArray<string> Discriminators, EquatableArray<string> Required, EquatableArray<string> Known)
{
    /// <summary>The discriminator's value that the union writes, where the record does not have the property.</summary>
    public string? Tag { get; init; }
}

internal sealed record UnionModel(string Name, string FullName, Docs Docs, string? Discriminator, EquatableArray<UnionVariant> Variants)
    : TypeModel(Name, FullName, Docs);

/// <param name="Rest">The type of the elements after the first ones.</param>
internal sealed record TupleModel(string Name, string FullName, Docs Docs, TypeRef Rest) : TypeModel(Name, FullName, Docs)
{
    /// <summary>The first elements: a required one is always there, the others as far as the array goes.</summary>
    public EquatableArray<PropertyModel> Items { get; init; }
}

/// <summary>One source file with one type and what is nested in it.</summary>
internal sealed record TypeFile(string Namespace, bool IsPublic, TypeModel Type);
