using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>
/// Sees to it that what a program makes as a variant of a union is read as that variant again. A record that does not have the property by which
/// variants are told apart cannot say it, so the union writes it; one that has it as any text is told in its documentation what the union wants there.
/// </summary>
internal sealed class VariantTags
{
    private readonly Dictionary<string, RecordModel> records = new(StringComparer.Ordinal);
    private readonly HashSet<string> tagged = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Record, string Property), List<string>> notes = [];

    public static List<TypeModel> Apply(List<TypeModel> types)
    {
        var tags = new VariantTags();
        types.ForEach(tags.Index);
        var unions = types.ConvertAll(tags.Unions);
        return unions.ConvertAll(tags.Records);
    }

    private void Index(TypeModel type)
    {
        if (type is RecordModel record)
            records[record.FullName] = record;
        foreach (var nested in type.Nested)
            Index(nested);
    }

    private TypeModel Unions(TypeModel type)
    {
        if (type is UnionModel { Discriminator: { } name } union)
        {
            var variants = new List<UnionVariant>(union.Variants.Count);
            foreach (var variant in union.Variants)
                variants.Add(variant.Discriminators.Count > 0 && records.TryGetValue(variant.Type.Name ?? "", out var record) ? Fit(union, name, variant, record) : variant);
            type = union with { Variants = EquatableArray<UnionVariant>.From(variants) };
        }

        return WithNested(type, Unions);
    }

    private UnionVariant Fit(UnionModel union, string name, UnionVariant variant, RecordModel record)
    {
        foreach (var property in record.Properties)
        {
            if (property.WireName != name)
                continue;
            if (property.Constant is null && property.Type.Kind is TypeKind.Text or TypeKind.TextEnum)
            {
                if (!notes.TryGetValue((record.FullName, name), out var list))
                    notes[(record.FullName, name)] = list = [];
                list.Add($"`{string.Join("` or `", variant.Discriminators)}` where this is a {union.Name}");
            }

            return variant;
        }

        tagged.Add(record.FullName);
        return variant with { Tag = variant.Discriminators[0] };
    }

    private TypeModel Records(TypeModel type)
    {
        if (type is RecordModel record)
        {
            var properties = new List<PropertyModel>(record.Properties.Count);
            foreach (var property in record.Properties)
                properties.Add(notes.TryGetValue((record.FullName, property.WireName), out var list) ? Noted(property, string.Join(", ", list)) : property);
            type = record with { Properties = EquatableArray<PropertyModel>.From(properties), IsTagged = tagged.Contains(record.FullName) };
        }

        return WithNested(type, Records);
    }

    private static PropertyModel Noted(PropertyModel property, string note) => property with
    {
        Docs = property.Docs with { Summary = property.Docs.Summary is { } summary ? summary + "\n" + note + "." : $"`{property.WireName}` in JSON; {note}." },
    };

    private static TypeModel WithNested(TypeModel type, Func<TypeModel, TypeModel> change)
    {
        if (type.Nested.Count == 0)
            return type;
        var nested = new List<TypeModel>(type.Nested.Count);
        foreach (var inner in type.Nested)
            nested.Add(change(inner));
        return type with { Nested = EquatableArray<TypeModel>.From(nested) };
    }
}
