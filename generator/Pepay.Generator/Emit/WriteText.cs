using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>C# statements that write a value to <c>writer</c>.</summary>
internal static class WriteText
{
    private const string Write = Names.Json + "JsonWrite.";

    /// <summary>A statement that writes a value that is not null.</summary>
    public static string Statement(TypeRef type, string value) => type.Kind switch
    {
        TypeKind.Text => "writer.WriteStringValue(" + value + ");",
        TypeKind.Integer or TypeKind.Number or TypeKind.Float => "writer.WriteNumberValue(" + value + ");",
        TypeKind.Boolean => "writer.WriteBooleanValue(" + value + ");",
        TypeKind.Json => Write + "Element(writer, " + value + ");",
        TypeKind.List => Write + "List(writer, " + value + ", " + Method(type.Element!) + ");",
        TypeKind.Map when ReadText.IsObject(type) => Write + "Object(writer, " + value + ");",
        TypeKind.Map => Write + "Map(writer, " + value + ", " + Method(type.Element!) + ");",
        _ when type.IsModel => value + ".Write(writer);",
        _ => Write + type.Kind + "(writer, " + value + ");",
    };

    /// <summary>A statement that writes a property with its value, which is not null; null when it takes two.</summary>
    public static string? Named(TypeRef type, string name, string value) => type.Kind switch
    {
        TypeKind.Text => "writer.WriteString(" + name + ", " + value + ");",
        TypeKind.Integer or TypeKind.Number or TypeKind.Float => "writer.WriteNumber(" + name + ", " + value + ");",
        TypeKind.Boolean => "writer.WriteBoolean(" + name + ", " + value + ");",
        TypeKind.TextEnum => "writer.WriteString(" + name + ", " + value + ".Value);",
        TypeKind.IntegerEnum => "writer.WriteNumber(" + name + ", " + value + ".Value);",
        _ => null,
    };

    /// <summary>A method group or lambda that writes the value, null included where it is one.</summary>
    public static string Method(TypeRef type)
    {
        if (type.Nullable)
            return "static (writer, value) => { if (value is { } some) { " + Statement(type.NotNull(), "some") + " } else { writer.WriteNullValue(); } }";
        if (type.IsModel)
            return Write + "Model";
        if (type.Kind is TypeKind.List or TypeKind.Map)
            return "static (writer, value) => " + Statement(type, "value").TrimEnd(';');
        return Write + (type.Kind == TypeKind.Json ? "Element" : type.Kind.ToString());
    }
}
