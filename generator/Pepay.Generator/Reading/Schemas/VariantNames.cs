using Pepay.Generator.Naming;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>Names the variants of one union that have no name of their own, by what they say rather than by where they stand.</summary>
internal sealed class VariantNames(ReadContext context, ShapeReader shapes, ObjectReader objects, IReadOnlyList<SpecNode> schemas, string? discriminator)
{
    private const int LongestTitle = 60;
    private Dictionary<string, int>? demanding;
    private Dictionary<string, int>? having;
    private int records;

    public string Of(int position)
    {
        var schema = schemas[position];
        if (context.Compositions.IsBase(schema))
            return "Base";
        var shape = shapes.Final(schema);
        var properties = shape.Kind == ShapeKind.Record ? objects.Get(shape.Node).Properties : [];
        if (properties.Find(property => property.Name == discriminator) is { } telling && objects.Constant(telling) is { } value)
            return Identifiers.Pascal(value);
        if (schema.TextOf("title") is { Length: > 0 and <= LongestTitle } title)
            return Identifiers.Pascal(title);
        return shape.Kind switch
        {
            ShapeKind.Record => Record(properties, position),
            ShapeKind.TextEnum or ShapeKind.IntegerEnum => "Option",
            _ => shape.Kind.ToString(),
        };
    }

    // A property that no other variant demands, or else has.
    private string Record(List<PropertySlot> properties, int position)
    {
        Count();
        if (records == 1)
            return "Object";
        var own = properties.Find(property => property.Required && demanding![property.Name] == 1) ?? properties.Find(property => having![property.Name] == 1);
        return own is null ? "Variant" + (position + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : Identifiers.Pascal(own.Name) + "Variant";
    }

    private void Count()
    {
        if (demanding is not null)
            return;
        demanding = new(StringComparer.Ordinal);
        having = new(StringComparer.Ordinal);
        foreach (var schema in schemas)
        {
            if (shapes.Final(schema) is not { Kind: ShapeKind.Record } shape)
                continue;
            records++;
            foreach (var property in objects.Get(shape.Node).Properties)
            {
                having[property.Name] = having.TryGetValue(property.Name, out var count) ? count + 1 : 1;
                if (property.Required)
                    demanding[property.Name] = demanding.TryGetValue(property.Name, out count) ? count + 1 : 1;
            }
        }
    }
}
