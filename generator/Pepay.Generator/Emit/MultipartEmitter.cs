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
        else if (parameter.Type is { Kind: TypeKind.List, Element: { } element } && (element.Kind == TypeKind.File || element.IsText))
            writer.Open("foreach (var item in " + parameter.Name + (parameter.Required ? ")" : " ?? [])")).Line(Add(parameter, element, "item")).Close();
        else if (parameter.Type.Kind == TypeKind.File || parameter.Type.IsText)
            RequestEmitter.Guarded(writer, parameter, Add(parameter, parameter.Type, RequestEmitter.Value(parameter)));
        else
            RequestEmitter.Guarded(writer, parameter, "apiForm.AddJson(" + Literals.Text(parameter.WireName) + ", " + RequestEmitter.Bytes(parameter) + ");");
    }

    private static string Add(ParameterModel parameter, TypeRef type, string value) =>
        "apiForm.Add(" + Literals.Text(parameter.WireName) + ", " + (type.Kind == TypeKind.File ? value : RequestEmitter.Text(type, value)) + ");";
}
