using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>C# type expressions.</summary>
internal static class TypeText
{
    /// <summary>The type with a question mark where null is a value.</summary>
    public static string Of(TypeRef type) => type.Nullable ? NotNull(type) + "?" : NotNull(type);

    /// <summary>The type as that of a thing that may be absent.</summary>
    public static string Maybe(TypeRef type) => NotNull(type) + "?";

    public static string NotNull(TypeRef type) => type.Kind switch
    {
        TypeKind.Json => Names.Element,
        TypeKind.Text or TypeKind.PlainText => "string",
        TypeKind.Boolean => "bool",
        TypeKind.Integer or TypeKind.TextInteger => "long",
        TypeKind.Number or TypeKind.TextNumber => "decimal",
        TypeKind.Float => "double",
        TypeKind.Date => "global::System.DateOnly",
        TypeKind.Bytes => "byte[]",
        TypeKind.DateTime or TypeKind.EpochSeconds or TypeKind.EpochMilliseconds => Names.Json + "Timestamp",
        TypeKind.List => Names.ReadOnlyList + "<" + Of(type.Element!) + ">",
        TypeKind.Map => Names.ReadOnlyDictionary + "<string, " + Of(type.Element!) + ">",
        TypeKind.Octets => "global::System.ReadOnlyMemory<byte>",
        TypeKind.Download => Names.Http + "ApiDownload",
        TypeKind.File => Names.Http + "FilePart",
        TypeKind.Multipart => Names.Http + "MultipartBody",
        _ => type.Name!,
    };

    /// <summary>The type of a property: four shapes for required or not, nullable or not.</summary>
    public static string OfProperty(PropertyModel property)
    {
        if (property.Required)
            return Of(property.Type);
        return property.Type.Nullable ? Names.Json + "Optional<" + Of(property.Type) + ">" : Maybe(property.Type);
    }
}
