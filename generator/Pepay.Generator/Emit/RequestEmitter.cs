using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes how a request is made of the parameters.</summary>
internal static class RequestEmitter
{
    public static void Write(CodeWriter writer, OperationModel operation, string description, string? accept)
    {
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.Required && !parameter.Type.IsValueType)
                writer.Line("global::System.ArgumentNullException.ThrowIfNull(" + parameter.Name + ");");
        }

        var path = Path(operation);
        writer.Line("var apiRequest = new " + Names.Http + "ApiRequest(" + description + ")" + (path is null ? "" : " { Path = " + path + " }") + ";");
        if (accept is not null)
            writer.Line("apiRequest.AddHeader(\"Accept\", " + Literals.Text(accept) + ");");
        var inParts = operation.Body is { Kind: BodyKind.Multipart } && MultipartEmitter.HasParts(operation);
        if (inParts)
            writer.Line("var apiForm = new " + Names.Http + "MultipartBody();");
        foreach (var parameter in operation.Parameters)
            Parameter(writer, operation, parameter);
        if (inParts)
            writer.Line("apiRequest.SetForm(apiForm);");
    }

    private static string? Path(OperationModel operation)
    {
        var text = new StringBuilder();
        var rest = operation.Path;
        for (var start = rest.IndexOf('{'); start >= 0; start = rest.IndexOf('{'))
        {
            var end = rest.IndexOf('}', start);
            if (end < 0)
                break;
            var name = rest.Substring(start + 1, end - start - 1);
            if (start > 0)
                text.Append(text.Length == 0 ? "" : " + ").Append(Literals.Text(rest.Substring(0, start)));
            text.Append(text.Length == 0 ? "" : " + ").Append(PathValue(operation, name));
            rest = rest.Substring(end + 1);
        }

        if (text.Length == 0)
            return null;
        return rest.Length == 0 ? text.ToString() : text.Append(" + ").Append(Literals.Text(rest)).ToString();
    }

    private static string PathValue(OperationModel operation, string name)
    {
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.Place != ParameterPlace.Path || parameter.WireName != name)
                continue;
            return parameter.Style == WireStyle.Plain
                ? "global::System.Uri.EscapeDataString(" + Text(parameter.Type, parameter.Name) + ")"
                : Names.Http + "ApiRequest.PathText(" + Styled(parameter) + ")";
        }

        return "\"\"";
    }

    private static void Parameter(CodeWriter writer, OperationModel operation, ParameterModel parameter)
    {
        switch (parameter.Place)
        {
            case ParameterPlace.Query or ParameterPlace.Header or ParameterPlace.Cookie when parameter.Style != WireStyle.Plain:
                Guarded(writer, parameter, "apiRequest.Add" + parameter.Place + "(" + Styled(parameter) + ");");
                break;
            case ParameterPlace.Query when parameter.Type.Kind == TypeKind.List && parameter.Explode:
                writer.Open("foreach (var item in " + parameter.Name + (parameter.Required ? ")" : " ?? [])"));
                writer.Line("apiRequest.AddQuery(" + Literals.Text(parameter.WireName) + ", " + Text(parameter.Type.Element!, "item") + ");");
                writer.Close().Line();
                break;
            case ParameterPlace.Query:
                Add(writer, parameter, "apiRequest.AddQuery(" + Literals.Text(parameter.WireName) + ", ", ");");
                break;
            case ParameterPlace.Header:
                Add(writer, parameter, "apiRequest.AddHeader(" + Literals.Text(parameter.WireName) + ", ", ");");
                break;
            case ParameterPlace.IdempotencyKey:
                writer.Line("apiRequest.IdempotencyKey = " + parameter.Name + ";");
                break;
            case ParameterPlace.Part:
                MultipartEmitter.Part(writer, parameter);
                break;
            case ParameterPlace.Body:
                Guarded(writer, parameter, Body(operation.Body!, parameter));
                break;
        }
    }

    private static string Body(BodyModel body, ParameterModel parameter) => body.Kind switch
    {
        BodyKind.Form => "apiRequest.SetForm(" + Bytes(parameter) + Fields(body) + ");",
        BodyKind.Multipart => "apiRequest.SetForm(" + parameter.Name + ");",
        BodyKind.Octets => "apiRequest.SetBody(" + Value(parameter) + ", " + Literals.Text(body.ContentType) + ");",
        BodyKind.Text => "apiRequest.SetBody(global::System.Text.Encoding.UTF8.GetBytes(" + parameter.Name + "), " + Literals.Text(body.ContentType) + ");",
        _ => "apiRequest.SetBody(" + Bytes(parameter) + ", " + Literals.Text(body.ContentType) + ");",
    };

    private static string Fields(BodyModel body)
    {
        var text = new StringBuilder();
        foreach (var field in body.Fields)
            text.Append(", new " + Names.Http + "FormField(").Append(Literals.Text(field.Name)).Append(", ").Append(Style(field.Style, field.Explode)).Append(')');
        return text.ToString();
    }

    /// <summary>Name, JSON, style and explode: the arguments of the runtime's methods for values that are more than a text.</summary>
    public static string Styled(ParameterModel parameter) =>
        Literals.Text(parameter.WireName) + ", " + Bytes(parameter) + ", " + Style(parameter.Style, parameter.Explode);

    private static string Style(WireStyle style, bool explode) => Names.Http + "ParameterStyle." + style + ", " + Literals.Flag(explode);

    /// <summary>The statement, where the parameter was given.</summary>
    public static void Guarded(CodeWriter writer, ParameterModel parameter, string statement)
    {
        if (parameter.Required)
            writer.Line(statement);
        else
            writer.Line("if (" + parameter.Name + " is not null)").Indent().Line(statement).Outdent();
    }

    private static void Add(CodeWriter writer, ParameterModel parameter, string before, string after) =>
        Guarded(writer, parameter, before + Text(parameter.Type, Value(parameter)) + after);

    public static string Value(ParameterModel parameter) => parameter.Type.IsValueType && !parameter.Required ? parameter.Name + ".Value" : parameter.Name;

    /// <summary>The value as UTF-8 JSON.</summary>
    public static string Bytes(ParameterModel parameter)
    {
        var type = parameter.Type;
        return type.IsModel
            ? Names.Json + "JsonModel.ToUtf8Bytes(" + Value(parameter) + ")"
            : Names.Json + "JsonModel.ToUtf8Bytes<" + TypeText.NotNull(type) + ">(" + Value(parameter) + ", " + WriteText.Method(type) + ")";
    }

    /// <summary>The text of a scalar, or of a list of scalars joined by commas.</summary>
    public static string Text(TypeRef type, string value) => type.Kind switch
    {
        TypeKind.Text => value,
        TypeKind.TextEnum => value + ".Value",
        TypeKind.IntegerEnum => Names.Json + "WireText.Of(" + value + ".Value)",
        TypeKind.EpochSeconds => Names.Json + "WireText.EpochSeconds(" + value + ")",
        TypeKind.EpochMilliseconds => Names.Json + "WireText.EpochMilliseconds(" + value + ")",
        TypeKind.List => Names.Json + "WireText.Join(" + value + ", static item => " + Text(type.Element!, "item") + ")",
        _ => Names.Json + "WireText.Of(" + value + ")",
    };
}
