using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes one type with what is nested in it.</summary>
internal static class TypeEmitter
{
    public static string Emit(TypeFile file)
    {
        var writer = SourceFile.Begin(file.Namespace);
        Write(writer, file.Type, file.IsPublic);
        return writer.ToString();
    }

    public static void Write(CodeWriter writer, TypeModel type, bool isPublic)
    {
        switch (type)
        {
            case RecordModel record:
                RecordEmitter.Write(writer, record, isPublic);
                break;
            case PayloadModel payload:
                PayloadEmitter.Write(writer, payload, isPublic);
                break;
            case EnumModel enumeration:
                EnumEmitter.Write(writer, enumeration, isPublic);
                break;
            case TupleModel tuple:
                TupleEmitter.Write(writer, tuple, isPublic);
                break;
            case UnionModel union:
                UnionEmitter.Write(writer, union, isPublic);
                break;
        }
    }

    /// <summary>Documentation, attributes and the line that opens the declaration.</summary>
    public static void Begin(CodeWriter writer, TypeModel type, bool isPublic, string kind, string interfaces)
    {
        DocEmitter.Write(writer, type.Docs, "The schema " + type.Name + " of the specification.");
        writer.Line(Names.GeneratedCode);
        if (type.Docs.Deprecated)
            writer.Line("[global::System.Obsolete(\"The specification marks it as deprecated.\")]");
        writer.Line("[global::System.Text.Json.Serialization.JsonConverter(typeof(" + Names.Json + "JsonModelConverter<" + type.FullName + ">))]");
        writer.Open((isPublic ? "public " : "internal ") + kind + " " + type.Name + " : " + Names.Json + "IJsonModel<" + type.FullName + ">" + interfaces);
    }

    public static void Nested(CodeWriter writer, TypeModel type)
    {
        foreach (var nested in type.Nested)
        {
            writer.Line();
            Write(writer, nested, true);
        }
    }
}
