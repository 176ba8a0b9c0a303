using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>A C# member path that a JSON pointer leads along, and where it ends.</summary>
/// <param name="Expression">Such as <c>.Data?.Orders</c>, to be put behind a value.</param>
/// <param name="CanBeNull">Whether anything on the way, or the end, may be null.</param>
internal readonly record struct TypePath(string Expression, TypeRef Type, bool CanBeNull);

/// <summary>Follows JSON pointers through generated types.</summary>
internal sealed class TypePaths
{
    private readonly Dictionary<string, TypeModel> types = new(StringComparer.Ordinal);

    public void Add(TypeModel type)
    {
        types[type.FullName] = type;
        foreach (var nested in type.Nested)
            Add(nested);
    }

    public TypeModel? Find(TypeRef type) => type.Name is not null && types.TryGetValue(type.Name, out var found) ? found : null;

    public TypePath? Follow(TypeRef start, string pointer)
    {
        var path = new StringBuilder();
        var type = start.NotNull();
        var stepIsNull = false;
        var anyNull = false;
        foreach (var token in pointer.TrimStart('/').Split('/'))
        {
            if (Property(type, token) is not { } property)
                return null;
            path.Append(stepIsNull ? "?." : ".").Append(property.Name);
            if (!property.Required && property.Type.Nullable)
                path.Append(".Value");
            stepIsNull = !(property.Required && !property.Type.Nullable) && property.Constant is null;
            anyNull |= stepIsNull;
            type = property.Type.NotNull();
        }

        return new(path.ToString(), type, anyNull);
    }

    private PropertyModel? Property(TypeRef type, string wireName)
    {
        if (Find(type) is not RecordModel record)
            return null;
        foreach (var property in record.Properties)
        {
            if (property.WireName == wireName)
                return property;
        }

        return null;
    }
}
