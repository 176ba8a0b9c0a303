using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the methods of one operation.</summary>
internal static class OperationEmitter
{
    public static void Declare(CodeWriter writer, OperationModel operation)
    {
        if (operation.EventStream is not { IsAll: true })
        {
            Documentation(writer, operation);
            writer.Line(Signature(operation) + ";");
        }

        if (operation.EventStream is { } stream)
            EventStreamEmitter.Declare(writer, operation, stream);
        if (operation.Headers is { } headers)
            HeadersEmitter.Declare(writer, operation, headers);
        if (operation.Paging is { } paging)
            PagingEmitter.Declare(writer, operation, paging);
    }

    public static void Implement(CodeWriter writer, OperationModel operation, string operations)
    {
        var description = operations + operation.DescriptionName;
        if (operation.EventStream is not { IsAll: true })
            Plain(writer, operation, description);
        if (operation.EventStream is { } stream)
            EventStreamEmitter.Implement(writer, operation, stream, description);
        if (operation.Headers is { } headers)
            HeadersEmitter.Implement(writer, operation, headers, description);
        if (operation.Paging is { } paging)
            PagingEmitter.Implement(writer, operation, paging);
    }

    private static void Plain(CodeWriter writer, OperationModel operation, string description)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Open("public async " + Signature(operation));
        if (operation.Headers is { } headers)
        {
            var call = "await " + headers.MethodName + "Async(" + Arguments(operation) + ").ConfigureAwait(false)";
            writer.Line(operation.Result is null ? call + ";" : "return (" + call + ").Body;").Close();
            return;
        }

        RequestEmitter.Write(writer, operation, description, operation.Accept);
        if (operation.Result is { Kind: TypeKind.Download })
        {
            writer.Line("return " + Open(operation) + ";").Close();
            return;
        }

        Send(writer, operation);
        if (operation.Result is { } result)
        {
            if (result.Nullable)
                writer.Line("if (apiResponse.Body.IsEmpty)").Indent().Line("return null;").Outdent();
            writer.Line("return " + AnswersEmitter.Result(operation, result) + ";");
        }

        writer.Close();
    }

    /// <summary>Sends <c>apiRequest</c>, and goes on with a success in <c>apiResponse</c>.</summary>
    public static void Send(CodeWriter writer, OperationModel operation)
    {
        writer.Line("var apiResponse = await this.transport.SendAsync(apiRequest, cancellationToken).ConfigureAwait(false);");
        writer.Line("if (!apiResponse.IsSuccess)").Indent().Line("throw " + Failure(operation) + ";").Outdent();
    }

    /// <summary>Sends <c>apiRequest</c>, for a success whose body is read as it arrives.</summary>
    public static string Open(OperationModel operation) =>
        "await this.transport.OpenAsync(apiRequest, static apiResponse => " + Failure(operation) + ", cancellationToken).ConfigureAwait(false)";

    /// <summary>The parameters as arguments for another method of the operation.</summary>
    public static string Arguments(OperationModel operation, string? replaced = null, string replacement = "")
    {
        var text = new StringBuilder();
        foreach (var parameter in operation.Parameters)
            text.Append(parameter.Name == replaced ? replacement : parameter.Name).Append(", ");
        return text.Append("cancellationToken").ToString();
    }

    /// <summary>The parameters with types and defaults, the cancellation token last.</summary>
    public static string Parameters(OperationModel operation, string tokenAttribute = "")
    {
        var text = new StringBuilder();
        foreach (var parameter in operation.Parameters)
        {
            text.Append(parameter.Required ? TypeText.NotNull(parameter.Type) : TypeText.Maybe(parameter.Type)).Append(' ').Append(parameter.Name);
            text.Append(parameter.Required ? ", " : " = null, ");
        }

        return text.Append(tokenAttribute).Append(Names.Cancellation).Append(" cancellationToken = default").ToString();
    }

    private static string Fallback(ParameterModel parameter) => "`" + parameter.WireName + "` in the " + parameter.Place switch
    {
        ParameterPlace.Path => "path.",
        ParameterPlace.Query => "query.",
        ParameterPlace.Header => "request's headers.",
        ParameterPlace.Cookie => "cookies.",
        _ => "body.",
    };

    public static void ParameterDocs(CodeWriter writer, OperationModel operation)
    {
        foreach (var parameter in operation.Parameters)
            DocEmitter.Parameter(writer, parameter.Name, parameter.Summary.Length > 0 ? parameter.Summary : Fallback(parameter));
        DocEmitter.Parameter(writer, "cancellationToken", "Stops waiting for the answer; the request may still be carried out.");
    }

    /// <summary>What every method of an operation says of how it fails.</summary>
    public static void Notes(CodeWriter writer, OperationModel operation)
    {
        writer.Line("/// <exception cref=\"" + Names.Http + "ApiException\">The call failed; see its StatusCode, ErrorCode and OutcomeUnknown.</exception>");
        if (operation.Docs.Deprecated)
            writer.Line("[global::System.Obsolete(\"The specification marks it as deprecated.\")]");
    }

    private static string Signature(OperationModel operation)
    {
        var result = operation.Result is { } type ? Names.Task + "<" + TypeText.Of(type) + ">" : Names.Task;
        return result + " " + operation.Name + "Async(" + Parameters(operation) + ")";
    }

    private static void Documentation(CodeWriter writer, OperationModel operation)
    {
        DocEmitter.Write(writer, operation.Docs, operation.Method.ToUpperInvariant() + " " + operation.Path);
        ParameterDocs(writer, operation);
        if (operation.Result is not null)
            DocEmitter.Returns(writer, operation.Result.Kind == TypeKind.Download ? "The bytes, open: to be disposed by the caller." : operation.ResultSummary ?? "The answer.");
        Notes(writer, operation);
    }

    private static string Failure(OperationModel operation)
    {
        if (operation.Errors.Count == 0)
            return "new " + Names.Http + "ApiException(apiResponse)";

        // One error type for all: an undescribed status most likely carries it too, and a body that is none gives an untyped exception.
        if (operation.Errors.Count == 1)
            return Typed(operation.Errors[0]);
        var exact = new StringBuilder();
        var ranges = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? fallback = null;
        foreach (var error in operation.Errors)
        {
            foreach (var status in error.Statuses)
            {
                if (Pattern(status) is not { } pattern)
                    fallback ??= Typed(error);
                else if (seen.Add(pattern))
                    (pattern.Length == 3 ? exact : ranges).Append(pattern).Append(" => ").Append(Typed(error)).Append(", ");
            }
        }

        // The narrower arm first: C# refuses one that an earlier arm has covered.
        return "apiResponse.StatusCode switch { " + exact + ranges + "_ => " + (fallback ?? "new " + Names.Http + "ApiException(apiResponse)") + " }";
    }

    /// <summary>The C# pattern of a status or a class of them; null for any other text.</summary>
    public static string? Pattern(string status)
    {
        if (status.Length != 3 || status[0] is < '1' or > '5')
            return null;
        if (status.EndsWith("XX", StringComparison.OrdinalIgnoreCase))
            return ">= " + status[0] + "00 and <= " + status[0] + "99";
        return char.IsDigit(status[1]) && char.IsDigit(status[2]) ? status : null;
    }

    private static string Typed(ErrorModel error)
    {
        var text = new StringBuilder(Names.Json + "JsonAnswer.Failure<").Append(TypeText.NotNull(error.Type)).Append(">(apiResponse, ").Append(ReadText.Method(error.Type));
        foreach (var pointer in error.CodePointers)
            text.Append(", ").Append(Literals.Text(pointer));
        return text.Append(')').ToString();
    }
}
