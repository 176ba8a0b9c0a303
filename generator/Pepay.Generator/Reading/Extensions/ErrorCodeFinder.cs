using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Finds where the errors of an API keep their code, so that an exception can name it: a text called code or errorCode, at most one level deep.</summary>
internal sealed class ErrorCodeFinder(TypePaths paths)
{
    private const int Levels = 2;

    public EquatableArray<string> Find(TypeRef error)
    {
        var pointers = new List<string>();
        Collect(error, "", Levels, pointers);
        return EquatableArray<string>.From(pointers);
    }

    private void Collect(TypeRef type, string at, int levels, List<string> pointers)
    {
        switch (paths.Find(type))
        {
            case UnionModel union:
                foreach (var variant in union.Variants)
                    Collect(variant.Type, at, levels, pointers);
                break;
            case RecordModel record:
                foreach (var property in record.Properties)
                {
                    var pointer = at + "/" + property.WireName.Replace("~", "~0").Replace("/", "~1");
                    if (property.Type.Kind is TypeKind.Text or TypeKind.TextEnum && IsCode(property.WireName) && !pointers.Contains(pointer))
                        pointers.Add(pointer);
                    else if (levels > 1 && property.Type.Kind is TypeKind.Record)
                        Collect(property.Type, pointer, levels - 1, pointers);
                }

                break;
        }
    }

    private static bool IsCode(string name) => name.Replace("_", "").Replace("-", "").ToLowerInvariant() is "code" or "errorcode";
}
