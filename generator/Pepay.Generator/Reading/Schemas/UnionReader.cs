using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>Reads a union's variants and how a reader tells them apart.</summary>
internal sealed class UnionReader(ReadContext context, ShapeReader shapes, ObjectReader objects, TypeResolver types)
{
    public UnionModel Read(TypeDeclaration declaration)
    {
        foreach (var taken in UnionMembers)
            declaration.Members.Take(taken);
        var schemas = new List<SpecNode>();
        Expand(declaration.Node, schemas, [declaration.Node]);
        var discriminator = Discriminator(declaration.Node, schemas);
        var inline = new VariantNames(context, shapes, objects, schemas, discriminator);
        var resolved = new List<(SpecNode Schema, TypeRef Type)>(schemas.Count);
        for (var i = 0; i < schemas.Count; i++)
        {
            var type = types.Resolve(schemas[i], declaration, new TypeHint(inline.Of(i))).NotNull();

            // Two schemas of one C# type cannot be told apart afterwards; the first stands for both.
            if (type.Kind != TypeKind.Json && !resolved.Exists(other => other.Type == type))
                resolved.Add((schemas[i], type));
        }

        // Accessors are named after all nested types are, and keep clear of them.
        var variants = new List<UnionVariant>(resolved.Count);
        var accessors = new NameScope();
        foreach (var (schema, type) in resolved)
            variants.Add(Variant(declaration, schema, type, discriminator, accessors));

        return new(declaration.Name, declaration.FullName, DocReader.Read(declaration.Node), discriminator, EquatableArray<UnionVariant>.From(variants));
    }

    // A union within a union adds its variants: one question decides between all of them.
    private void Expand(SpecNode union, List<SpecNode> into, HashSet<SpecNode> visited)
    {
        foreach (var variant in shapes.Get(union).Variants)
        {
            var shape = shapes.Final(variant);
            if (shape.Kind != ShapeKind.Union)
                into.Add(variant);
            else if (visited.Add(shape.Node))
                Expand(shape.Node, into, visited);
        }
    }

    private UnionVariant Variant(TypeDeclaration union, SpecNode schema, TypeRef type, string? discriminator, NameScope accessors)
    {
        var name = accessors.Reserve(NameOf(type));
        while (union.Members.IsTaken("As" + name) || union.Members.IsTaken("TryGet" + name) || union.Members.IsTaken("From" + name))
            name = accessors.Reserve(name);
        if (type.Kind != TypeKind.Record)
            return new(name, type, default, default, default);
        var target = Target(schema);
        var required = new List<string>();
        var known = new List<string>();
        foreach (var property in objects.Get(target).Properties)
            (property.Required && !property.OneWay ? required : known).Add(property.Name);
        return new(name, type, Values(union.Node, schema, target, discriminator), EquatableArray<string>.From(required), EquatableArray<string>.From(known));
    }

    /// <summary>The property that tells the variants apart: the one that the schema names, or one with a value of its own in each object.</summary>
    private string? Discriminator(SpecNode union, IReadOnlyList<SpecNode> schemas)
    {
        if (SchemaWords.DiscriminatorOf(union) is { } named)
            return named;
        var candidates = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var order = new List<string>();
        var objectsSeen = 0;
        foreach (var schema in schemas)
        {
            if (shapes.Final(schema).Kind != ShapeKind.Record)
                continue;
            objectsSeen++;
            foreach (var property in objects.Get(Target(schema)).Properties)
            {
                if (objects.Constant(property) is not { } value)
                    continue;
                if (!candidates.TryGetValue(property.Name, out var values))
                {
                    candidates[property.Name] = values = new(StringComparer.Ordinal);
                    order.Add(property.Name);
                }

                values.Add(value);
            }
        }

        foreach (var name in order)
        {
            if (objectsSeen > 1 && candidates[name].Count == objectsSeen)
                return name;
        }

        return null;
    }

    private EquatableArray<string> Values(SpecNode union, SpecNode schema, SpecNode target, string? discriminator)
    {
        var values = new List<string>();
        if (discriminator is null)
            return default;
        foreach (var entry in union["discriminator"]?["mapping"]?.Entries ?? [])
        {
            if (entry.Value.IsText && LeadsTo(entry.Value, target))
                values.Add(entry.Key);
        }

        if (values.Count == 0)
        {
            foreach (var property in objects.Get(target).Properties)
            {
                if (property.Name == discriminator && objects.Constant(property) is { } value)
                    values.Add(value);
            }
        }

        if (values.Count == 0 && schema.TextOf("$ref") is { } reference)
            values.Add(References.NameOf(reference));
        return EquatableArray<string>.From(values);
    }

    private bool LeadsTo(SpecNode value, SpecNode target) =>
        context.References.Follow(context.Hierarchies.Named(value)) is { } found && (found == target || Target(found) == target);

    // What a schema is an alias of, where its properties are.
    private SpecNode Target(SpecNode schema)
    {
        var shape = shapes.Get(schema);
        for (var i = 0; shape is { Kind: ShapeKind.Alias, Target: not null } && i < SpecFile.MaxDepth; i++)
            shape = shapes.Get(shape.Target);
        return shape.Node;
    }

    private static string NameOf(TypeRef type) => type.Kind switch
    {
        TypeKind.List => NameOf(type.Element!) + "List",
        TypeKind.Map => NameOf(type.Element!) + "Map",
        TypeKind.Json => "Json",
        TypeKind.EpochSeconds or TypeKind.EpochMilliseconds => "Timestamp",
        _ when type.IsModel => type.Name!.Substring(Math.Max(type.Name.LastIndexOf('.'), type.Name.LastIndexOf(':')) + 1),
        TypeKind.TextInteger => "Integer",
        TypeKind.TextNumber => "Number",
        _ => type.Kind.ToString(),
    };

    private static readonly string[] UnionMembers = ["Value", "IsUnknown", "Unknown", "FromUnknown", "From"];
}
