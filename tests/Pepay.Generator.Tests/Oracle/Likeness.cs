using NJsonSchema;
using Pepay.Generator.Model;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>Says which of a union's types a schema is most like, so that the two can be compared.</summary>
internal sealed class Likeness(IReadOnlyDictionary<string, TypeModel> types)
{
    /// <summary>The distance from which on they are not the same.</summary>
    public const int Another = 1_000_000;
    private const int Deepest = 4;
    private const int FarProperty = 10;
    private readonly Dictionary<(TypeRef, JsonSchema), int> known = [];

    public int Distance(TypeRef ours, SchemaPlace theirs) => Distance(ours.NotNull(), theirs.Target, 0);

    private int Distance(TypeRef ours, SchemaPlace theirs, int depth)
    {
        if (known.TryGetValue((ours, theirs.Schema), out var distance))
            return distance;
        if (depth == Deepest)
            return 0;
        distance = Compute(ours, new SchemaReading(theirs), depth + 1);
        if (depth == 0)
            known[(ours, theirs.Schema)] = distance;
        return distance;
    }

    private int Compute(TypeRef ours, SchemaReading theirs, int depth)
    {
        var type = theirs.Place.Schema.Type;
        var isObject = theirs.Properties.Count > 0 || type.HasFlag(JsonObjectType.Object);
        switch (ours.Name is { } name ? types.GetValueOrDefault(name) : null)
        {
            case RecordModel record:
                return isObject ? Distance(record, theirs, depth) : Another;
            case EnumModel enumeration:
                return theirs.TextMembers.Count == 0 ? Another : Count(theirs.TextMembers, enumeration.Members.Select(member => member.WireValue));
            case UnionModel union:
                return theirs.Variants().Count > 1 ? 1 : 1 + union.Variants.Min(variant => Distance(variant.Type.NotNull(), theirs.Place, depth));
        }

        if (theirs.Properties.Count > 0 || (ours.Kind == TypeKind.Map) != isObject || (ours.Kind is TypeKind.List or TypeKind.Tuple) != type.HasFlag(JsonObjectType.Array))
            return Another;
        return ours.Element is { } element && theirs.Element(ours.Kind == TypeKind.Map) is { } inner ? Math.Min(FarProperty, Distance(element.NotNull(), inner.Target, depth)) : theirs.TextMembers.Count > 0 ? 2 : 1;
    }

    private int Distance(RecordModel record, SchemaReading theirs, int depth)
    {
        var distance = FarProperty * Count(theirs.Properties.Keys, record.Properties.Select(property => property.WireName))
            + Count(theirs.Required, record.Properties.Where(property => property.Required).Select(property => property.WireName));
        foreach (var property in record.Properties)
        {
            if (!theirs.Properties.TryGetValue(property.WireName, out var places))
                continue;
            var place = SchemaPlace.OneOf(places).Target;
            var reading = new SchemaReading(place);
            distance += property.Constant is { } constant
                ? Count(reading.Members, [constant])
                : Math.Min(FarProperty, Distance(property.Type.NotNull(), place, depth));
        }

        return distance;
    }

    private static int Count(IEnumerable<string> theirs, IEnumerable<string> ours)
    {
        var set = theirs.ToHashSet();
        set.SymmetricExceptWith(ours);
        return set.Count;
    }
}
