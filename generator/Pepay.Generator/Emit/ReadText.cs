using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>C# expressions that read a value from <c>reader</c>.</summary>
internal static class ReadText
{
    private const string Read = Names.Json + "JsonRead.";
    private const string IsNull = "reader.TokenType == " + Names.Token + ".Null";

    /// <summary>The value, or an exception when it is of another kind.</summary>
    public static string Required(TypeRef type)
    {
        var text = type.Kind switch
        {
            TypeKind.Map when IsObject(type) => Read + "Object(ref reader)",
            TypeKind.List => Read + "List(ref reader, " + Method(type.Element!) + ")",
            TypeKind.Map => Read + "Map(ref reader, " + Method(type.Element!) + ")",
            _ => Method(type.NotNull()) + "(ref reader)",
        };
        return type.Nullable ? IsNull + " ? default(" + TypeText.Of(type) + ") : " + text : text;
    }

    /// <summary>The value; the default after keeping in <c>extra</c> what its C# type cannot hold; an exception when it is of another kind.</summary>
    public static string RequiredOrKept(TypeRef type, string wireName)
    {
        var text = type.Kind switch
        {
            TypeKind.IntegerEnum => Read + "RequiredEnum<" + type.Name + ">",
            TypeKind.Tuple => Read + "RequiredModel<" + type.Name + ">",
            _ => Read + "Required" + type.Kind,
        } + "(ref reader, " + Literals.Text(wireName) + ", ref extra" + (type.Element is null ? ")" : ", " + Method(type.Element) + ")");
        return type.Nullable ? IsNull + " ? default(" + TypeText.Of(type) + ") : " + text : text;
    }

    /// <summary>The value, or null after keeping what was there in <c>extra</c>.</summary>
    /// <param name="type">The type, not nullable.</param>
    /// <param name="name">The C# expression of the property's name.</param>
    public static string Optional(TypeRef type, string name)
    {
        var arguments = "(ref reader, " + name + ", ref extra";
        return type.Kind switch
        {
            TypeKind.Json => Read + "Element(ref reader)",
            TypeKind.Map when IsObject(type) => Read + "Object" + arguments + ")",
            TypeKind.List or TypeKind.Map => Read + (type.IsLimited ? "Limited" : "") + type.Kind + arguments + ", " + Method(type.Element!) + ")",
            TypeKind.Tuple => Read + "LimitedModel<" + type.Name + ">" + arguments + ")",
            TypeKind.Record or TypeKind.Union => Read + "Model<" + type.Name + ">" + arguments + ")",
            TypeKind.TextEnum or TypeKind.IntegerEnum => Read + "Enum<" + type.Name + ">" + arguments + ")",
            _ => Read + type.Kind + arguments + ")",
        };
    }

    /// <summary>The value of a property that may be absent and may be null.</summary>
    public static string OptionalNullable(TypeRef type, string name)
    {
        var make = Names.Json + (type.IsValueType ? "Optional.OfValue(" : "Optional.OfReference(");
        return IsNull + " ? new " + Names.Json + "Optional<" + TypeText.Of(type) + ">(default(" + TypeText.Of(type) + ")) : " + make + Optional(type.NotNull(), name) + ")";
    }

    /// <summary>Whether it is a map of any JSON, which is kept as one piece until somebody looks into it.</summary>
    public static bool IsObject(TypeRef type) => type is { Kind: TypeKind.Map, Element: { Kind: TypeKind.Json, Nullable: false } };

    /// <summary>A method group or lambda that reads the value.</summary>
    public static string Method(TypeRef type)
    {
        if (!type.Nullable)
        {
            if (type.IsModel)
                return type.Name + ".Read";
            if (type.Kind == TypeKind.Json)
                return Read + "Element";
            if (type.Kind is not (TypeKind.List or TypeKind.Map))
                return Read + type.Kind;
        }

        return "static (ref " + Names.Reader + " reader) => " + Required(type);
    }
}
