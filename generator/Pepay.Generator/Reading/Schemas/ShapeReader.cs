using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>Says of each schema what it is. Looks at the schema itself and as far into its parts as that takes, never into its properties.</summary>
internal sealed class ShapeReader(ReadContext context)
{
    private readonly Dictionary<SpecNode, SchemaShape> shapes = [];
    private readonly HashSet<SpecNode> open = [];

    public SchemaShape Get(SpecNode node)
    {
        if (shapes.TryGetValue(node, out var known))
            return known;
        open.Add(node);
        context.CancellationToken.ThrowIfCancellationRequested();
        var shape = Compute(node);
        open.Remove(node);
        return shapes[node] = shape;
    }

    /// <summary>The shape behind aliases; nullable when any of them is.</summary>
    public SchemaShape Final(SpecNode node)
    {
        var shape = Get(node);
        var nullable = shape.Nullable;
        for (var i = 0; shape is { Kind: ShapeKind.Alias, Target: not null } && i < SpecFile.MaxDepth; i++)
        {
            shape = Get(shape.Target);
            nullable |= shape.Nullable;
        }

        return shape.Nullable == nullable ? shape : shape with { Nullable = nullable };
    }

    private SchemaShape Compute(SpecNode node)
    {
        if (!node.IsMapping)
        {
            if (node.Kind != NodeKind.Boolean)
                context.Unexpected(node, "A schema", "a mapping");
            return new(ShapeKind.Any, node, false);
        }

        SchemaWords.Check(context, node);
        if (References.IsReference(node))
            return context.Compositions.WithSiblings(node) is { } composition ? Alias(node, composition, node.Flag("nullable")) : Reference(node);
        if (context.Hierarchies.Variants(node) is { } hierarchy)
            return new(ShapeKind.Union, node, node.Flag("nullable") || HasNull(node)) { Variants = hierarchy };
        if (ScalarReader.Epoch(node) is { } epoch)
            return new(ShapeKind.Scalar, node, node.Flag("nullable") || HasNull(node)) { Scalar = epoch };

        // Values beside a composition say more than it does.
        if (node["allOf"] is { IsSequence: true, Items.Length: > 0 } all && !node.Has("enum") && !node.Has("const") && AllOf(node, all) is { } composed)
            return composed;
        if ((node["oneOf"] ?? node["anyOf"]) is { IsSequence: true, Items.Length: > 0 } any && AnyOf(node, any) is { } chosen)
            return chosen;
        return Plain(node);
    }

    private SchemaShape Reference(SpecNode node)
    {
        var target = context.References.Resolve(node);
        if (target is null)
            return new(ShapeKind.Any, node, false);
        if (open.Contains(target))
        {
            context.Diagnostics.Report(DiagnosticIds.CircularReference, node, node.TextOf("$ref")!);
            return new(ShapeKind.Any, node, false);
        }

        if (target.IsMapping && OtherThanSchema(target) is { } other)
            context.Diagnostics.Report(DiagnosticIds.UnexpectedNode, node["$ref"]!, $"Reference '{node.TextOf("$ref")}'", "one to a schema", $"one to {other}", NodePointer.Of(node["$ref"]!));
        return Alias(node, target, node.Flag("nullable"));
    }

    // What nothing could tell from a schema that says nothing.
    private static string? OtherThanSchema(SpecNode node) =>
        SchemaWords.IsStructural(node) ? null
        : node.TextOf("in") is not null && node.TextOf("name") is not null ? "a parameter"
        : node["content"] is { IsMapping: true } ? "a request body or a response"
        : node["schema"] is { IsMapping: true } ? "a content type or a header"
        : node["operationId"] is { IsText: true } || node["responses"] is { IsMapping: true } ? "an operation"
        : null;

    private SchemaShape Alias(SpecNode node, SpecNode target, bool nullable)
    {
        // Asked for now, so that a circle is found here and not by whoever follows the alias.
        Get(target);
        return new(ShapeKind.Alias, node, nullable) { Target = target };
    }

    private SchemaShape? AllOf(SpecNode node, SpecNode all)
    {
        var nullable = node.Flag("nullable") || HasNull(node);
        var parts = new List<SpecNode>();
        var refines = node.Has("properties") || node.Has("required");
        foreach (var part in all.Items)
        {
            if (part.Kind == NodeKind.Boolean)
                continue;
            if (!part.IsMapping)
                context.Unexpected(part, "A part of allOf", "a schema");
            else if (SchemaWords.IsStructural(part))
                parts.Add(part);
            else
                refines |= part.Has("required");

            // OpenAPI 3.0 allows no words beside a reference; this is how null is added to what it refers to.
            nullable |= part.IsMapping && !References.IsReference(part) && part.Flag("nullable");
        }

        if (parts.Count == 0)
            return null;
        if (parts.Count == 1 && !refines)
            return Alias(node, parts[0], nullable);
        return Narrowest(parts) is { } narrowest ? new(ShapeKind.Alias, node, nullable) { Target = narrowest } : new(ShapeKind.Record, node, nullable);
    }

    // A composition of texts, numbers or lists says the same value in several ways: the way that says most counts. Null for objects.
    private SpecNode? Narrowest(List<SpecNode> parts)
    {
        SpecNode? narrowest = null;
        var least = int.MaxValue;
        foreach (var part in parts)
        {
            var shape = Final(part);
            var width = shape.Kind switch
            {
                ShapeKind.TextEnum or ShapeKind.IntegerEnum => shape.Values.Count,
                ShapeKind.Scalar when shape.Scalar!.Kind is not (TypeKind.Text or TypeKind.Number) => int.MaxValue - 3,
                ShapeKind.List or ShapeKind.Tuple => int.MaxValue - 2,
                ShapeKind.Scalar => int.MaxValue - 1,
                _ => int.MaxValue,
            };
            if (width < least)
                (narrowest, least) = (part, width);
        }

        return narrowest;
    }

    private SchemaShape? AnyOf(SpecNode node, SpecNode any)
    {
        var nullable = node.Flag("nullable");
        var variants = new List<SpecNode>();
        var anything = false;
        foreach (var variant in any.Items)
        {
            if (SchemaWords.SaysNothing(variant))
                anything = true;
            else if (!variant.IsMapping && !variant.IsFalse)
                context.Unexpected(variant, "A variant", "a schema");
            else if (SchemaWords.IsNull(variant))
                nullable = true;
            else if (SchemaWords.IsStructural(variant))
                variants.Add(variant);
        }

        var own = SchemaWords.Types(node, out var typeNull);
        nullable |= typeNull;

        // Properties beside the variants, or variants that only say what is required: one record with all of them.
        if (variants.Count == 0)
            return null;
        if (node["properties"] is { Entries.Length: > 0 })
            return new(ShapeKind.Record, node, nullable);
        if (anything && own.Count == 0)
            return new(ShapeKind.Union, node, true) { Variants = variants };
        if (variants.Count == 1 && own.Count == 0)
            return Alias(node, variants[0], nullable);
        return OneScalar(node, variants, nullable) ?? OneEnumeration(node, variants, nullable) ?? new(ShapeKind.Union, node, nullable) { Variants = variants };
    }

    // Variants that differ in their limits only are one scalar.
    private SchemaShape? OneScalar(SpecNode node, List<SpecNode> variants, bool nullable)
    {
        TypeRef? scalar = null;
        foreach (var variant in variants)
        {
            if (context.References.Follow(variant) is not { } target || IsComposed(target) || target["const"] is { IsText: true } or { Kind: NodeKind.Number })
                return null;
            var shape = Plain(target);
            nullable |= shape.Nullable;
            scalar ??= shape.Scalar;
            if (shape.Scalar is null || shape.Scalar != scalar)
                return null;
        }

        return new(ShapeKind.Scalar, node, nullable) { Scalar = scalar };
    }

    // One that may lead back here, so only plain variants are looked at.
    private static bool IsComposed(SpecNode node) => node.Has("allOf") || node.Has("oneOf") || node.Has("anyOf") || node.Has("x-epoch");

    // Variants that are all texts make one open enumeration, or one text; those that are all whole numbers one of numbers.
    private SchemaShape? OneEnumeration(SpecNode node, List<SpecNode> variants, bool nullable)
    {
        var values = new List<string>();
        ShapeKind? kind = null;
        foreach (var variant in variants)
        {
            var target = context.References.Follow(variant);
            if (target is null || IsComposed(target))
                return null;
            var shape = Plain(target);
            nullable |= shape.Nullable;
            var members = Members(target, shape);
            var own = members is not null ? shape.Kind == ShapeKind.IntegerEnum || target["const"] is { Kind: NodeKind.Number } ? ShapeKind.IntegerEnum : ShapeKind.TextEnum
                : shape.Scalar?.Kind is TypeKind.Text or TypeKind.DateTime or TypeKind.Date or TypeKind.Bytes ? ShapeKind.TextEnum : (ShapeKind?)null;
            if (own is null || own != (kind ??= own))
                return null;
            values.AddRange(members ?? []);
        }

        return values.Count == 0
            ? new(ShapeKind.Scalar, node, nullable) { Scalar = TypeRef.Text }
            : new(kind!.Value, node, nullable) { Values = values.Distinct().ToList() };
    }

    // The values of an enumeration, or of a constant: a value per variant is how an enumeration is written whose members are described.
    private static IReadOnlyList<string>? Members(SpecNode node, SchemaShape shape) => node["const"] switch
    {
        { IsText: true } text => [text.Text],
        { Kind: NodeKind.Number } number when long.TryParse(number.Text, out _) && shape.Scalar?.Kind == TypeKind.Integer => [number.Text],
        _ => shape.Kind is ShapeKind.TextEnum or ShapeKind.IntegerEnum ? shape.Values : null,
    };

    private SchemaShape Plain(SpecNode node)
    {
        var types = SchemaWords.Types(node, out var nullable);
        nullable |= HasNull(node);
        if (Enumeration(node, types, nullable) is { } enumeration)
            return enumeration;
        if (types.Count > 1)
            return new(ShapeKind.Union, node, nullable) { Variants = Split(node, types) };
        if (types.Count == 0)
            return new(ShapeKind.Any, node, nullable);
        switch (types[0])
        {
            case "null":
                return new(ShapeKind.Any, node, true);
            case "object":
                return Object(node, nullable);
            case "array":
                return SchemaWords.TupleItems(node) is not null ? new(ShapeKind.Tuple, node, nullable) : new(ShapeKind.List, node, nullable) { Target = node["items"] };
            default:
                if (ScalarReader.Read(node, types[0], context.NumberAsDouble) is { } scalar)
                    return new(ShapeKind.Scalar, node, nullable) { Scalar = scalar };
                context.Unexpected(node["type"]!, "'type'", "object, array, string, integer, number, boolean or null");
                return new(ShapeKind.Any, node, nullable);
        }
    }

    private SchemaShape Object(SpecNode node, bool nullable)
    {
        var others = node["additionalProperties"] ?? node["unevaluatedProperties"];
        var hasPatterns = node["patternProperties"] is { Entries.Length: > 0 };

        // Names that fit no pattern may have any value, unless the schema is closed: a map of one type has no room for them, a record has.
        if (node["properties"] is { Entries.Length: > 0 } or { IsMapping: false, Kind: not NodeKind.Null } || (hasPatterns ? others is null or { IsTrue: true } : others is { IsFalse: true })
            || node.Has("oneOf") || node.Has("anyOf"))
            return new(ShapeKind.Record, node, nullable);
        return new(ShapeKind.Map, node, nullable) { Target = context.Compositions.Additional(node) };
    }

    private static SchemaShape? Enumeration(SpecNode node, List<string> types, bool nullable)
    {
        if (node["const"] is { IsText: true })
            return new(ShapeKind.Scalar, node, nullable) { Scalar = TypeRef.Text };
        if (node["enum"] is not { IsSequence: true } list)
            return null;
        var values = new List<string>();
        var kind = types.Contains("integer") || (types.Count == 1 && types[0] == "number") ? NodeKind.Number : NodeKind.Text;
        foreach (var item in list.Items)
        {
            if (item.Kind == NodeKind.Null)
            {
                nullable = true;
                continue;
            }

            if (item.Kind is NodeKind.Mapping or NodeKind.Sequence || (kind == NodeKind.Number && !long.TryParse(item.Text, out _)))
                return null;

            // In YAML "on: [1.0, yes]" under type string are texts that lost their quotes.
            if (kind == NodeKind.Text && !item.IsText && !types.Contains("string"))
                return null;
            if (!values.Contains(item.Text))
                values.Add(item.Text);
        }

        if (values.Count == 0 || types.Count > 1)
            return null;
        return new(kind == NodeKind.Number ? ShapeKind.IntegerEnum : ShapeKind.TextEnum, node, nullable) { Values = values };
    }

    // 3.1 lets a schema have several types: each becomes a variant of its own, with all other words of the schema.
    private static List<SpecNode> Split(SpecNode node, List<string> types)
    {
        var variants = new List<SpecNode>();
        foreach (var type in types)
        {
            var entries = new List<SpecEntry>();
            foreach (var entry in node.Entries)
            {
                if (entry.Key is not ("type" or "nullable" or "enum"))
                    entries.Add(entry);
                else if (entry.Key == "enum" && Array.FindAll(entry.Value.Items, item => SchemaWords.TypeOf(item) == type) is { Length: > 0 } members)
                    entries.Add(new SpecEntry("enum", entry.KeyAt, Sequence(entry.Value, members)));
            }

            // The type's own node, so that a type that is none is reported at its place.
            var named = Array.Find(node["type"]?.Items ?? [], item => item.Text == type);
            entries.Add(new SpecEntry("type", node.At, named ?? new SpecNode(NodeKind.Text, node.File, node.At, type)));
            var variant = new SpecNode(NodeKind.Mapping, node.File, node.At, "");
            variant.Fill(entries.ToArray());
            variants.Add(variant);
        }

        return variants;
    }

    private static SpecNode Sequence(SpecNode at, SpecNode[] items)
    {
        var node = new SpecNode(NodeKind.Sequence, at.File, at.At, "");
        node.Fill(items);
        return node;
    }

    private static bool HasNull(SpecNode node)
    {
        if (node["type"] is { IsSequence: true } types)
        {
            foreach (var type in types.Items)
            {
                if (type.Kind == NodeKind.Null || type.Text == "null")
                    return true;
            }
        }

        if ((node["oneOf"] ?? node["anyOf"]) is { IsSequence: true } variants)
        {
            foreach (var variant in variants.Items)
            {
                if (variant.IsMapping && SchemaWords.IsNull(variant))
                    return true;
            }
        }

        return false;
    }
}
