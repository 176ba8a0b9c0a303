using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the parts of multipart bodies.</summary>
internal static class MultipartEmitter
{
    public static bool HasParts(OperationModel operation)
    {
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.Place == ParameterPlace.Part)
                return true;
        }

        return false;
    }

    public static void Part(CodeWriter writer, ParameterModel parameter)
    {
        if (parameter.Style != WireStyle.Plain)
            RequestEmitter.Guarded(writer, parameter, "apiForm.Add(" + RequestEmitter.Styled(parameter) + ");");
        else if (parameter.Type is { Kind: TypeKind.List, Element: { } element } && IsOne(element))
            writer.Open("foreach (var item in " + parameter.Name + (parameter.Required ? ")" : " ?? [])")).Line(Add(parameter, element, "item")).Close();
        else if (IsOne(parameter.Type))
            RequestEmitter.Guarded(writer, parameter, Add(parameter, parameter.Type, RequestEmitter.Value(parameter)));
        else
            RequestEmitter.Guarded(writer, parameter, "apiForm.AddJson(" + Literals.Text(parameter.WireName) + ", " + RequestEmitter.Bytes(parameter) + ContentType(parameter) + ");");
    }

    private static string ContentType(ParameterModel parameter) => parameter.ContentType is { } type ? ", " + Literals.Text(type) : "";

    // A file or a text, bytes as Base64 among them.
    private static bool IsOne(TypeRef type) => type.Kind is TypeKind.File or TypeKind.Bytes || type.IsText;

    private static string Add(ParameterModel parameter, TypeRef type, string value) =>
        "apiForm.Add(" + Literals.Text(parameter.WireName) + ", " + Value(type, value) + ContentType(parameter) + ");";

    private static string Value(TypeRef type, string value) => type.Kind switch
    {
        TypeKind.File => value,
        TypeKind.Bytes => "global::System.Convert.ToBase64String(" + value + ")",
        _ => RequestEmitter.Text(type, value),
    };
}
