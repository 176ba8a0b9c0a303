using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>A C# type whose name is settled and whose body may still be to come.</summary>
internal sealed class TypeDeclaration
{
    public TypeDeclaration(string name, string fullName, ShapeKind kind, SpecNode node)
    {
        Name = name;
        FullName = fullName;
        Kind = kind;
        Node = node;
        Members = new NameScope(MemberNames.Reserved);
        Members.Take(name);
    }

    public string Name { get; }

    public string FullName { get; }

    public ShapeKind Kind { get; }

    public SpecNode Node { get; }

    /// <summary>Names of members and nested types.</summary>
    public NameScope Members { get; }

    public List<TypeDeclaration> Nested { get; } = [];

    public TypeModel? Body { get; set; }

    public TypeRef Reference(bool nullable) => new(
        Kind switch
        {
            ShapeKind.TextEnum => TypeKind.TextEnum,
            ShapeKind.IntegerEnum => TypeKind.IntegerEnum,
            ShapeKind.Union => TypeKind.Union,
            ShapeKind.Tuple => TypeKind.Tuple,
            _ => TypeKind.Record,
        },
        FullName,
        Nullable: nullable);

    public TypeModel Finish()
    {
        if (Nested.Count == 0)
            return Body!;
        var nested = new List<TypeModel>(Nested.Count);
        foreach (var declaration in Nested)
            nested.Add(declaration.Finish());
        return Body! with { Nested = EquatableArray<TypeModel>.From(nested) };
    }
}
