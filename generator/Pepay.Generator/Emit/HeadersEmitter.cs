using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the method that gives the declared headers of a success beside its body, and the class that it returns.</summary>
internal static class HeadersEmitter
{
    private const string HeaderMap = Names.ReadOnlyDictionary + "<string, string>";

    public static void Declare(CodeWriter writer, OperationModel operation, HeadersModel headers)
    {
        writer.Line();
        DocEmitter.Summary(writer, operation.Name + "Async, with the response headers beside the body.");
        OperationEmitter.ParameterDocs(writer, operation);
        DocEmitter.Returns(writer, operation.Result is { Kind: TypeKind.Download } ? "The answer; its body is to be disposed by the caller." : "The answer.");
        OperationEmitter.Notes(writer, operation);
        writer.Line(Signature(operation, headers) + ";");
    }

    public static void Implement(CodeWriter writer, OperationModel operation, HeadersModel headers, string description)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Open("public async " + Signature(operation, headers));
        RequestEmitter.Write(writer, operation, description, operation.Accept);
        var isDownload = operation.Result is { Kind: TypeKind.Download };
        if (isDownload)
            writer.Line("var apiAnswer = " + OperationEmitter.Open(operation) + ";");
        else
            OperationEmitter.Send(writer, operation);
        writer.Line("return new " + headers.TypeName).Open();
        var answer = isDownload ? "apiAnswer" : "apiResponse";
        writer.Line("StatusCode = " + answer + ".StatusCode,").Line("Headers = " + answer + ".Headers,");
        if (isDownload)
            writer.Line("Body = apiAnswer,");
        else if (operation.Result is { } result)
            writer.Line("Body = " + (result.Nullable ? "apiResponse.Body.IsEmpty ? null : " : "") + AnswersEmitter.Result(operation, result) + ",");
        writer.Close(";").Close();
    }

    public static void DeclareType(CodeWriter writer, OperationModel operation, HeadersModel headers, string access)
    {
        writer.Line();
        DocEmitter.Summary(writer, "A success of " + headers.MethodName + "Async. A declared header that is absent, or not as specified, is null.");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "sealed class " + headers.TypeName.Substring(headers.TypeName.LastIndexOf('.') + 1));
        DocEmitter.Summary(writer, "The status of the answer.");
        writer.Line("public required int StatusCode { get; init; }").Line();
        if (operation.Result is { } result)
        {
            DocEmitter.Summary(writer, "The body.");
            writer.Line("public required " + TypeText.Of(result) + " Body { get; init; }").Line();
        }

        DocEmitter.Summary(writer, "All response headers, names in any case.");
        writer.Line("public required " + HeaderMap + " Headers { get; init; }");
        foreach (var header in headers.Headers)
        {
            writer.Line();
            DocEmitter.Summary(writer, header.Summary);
            writer.Line("public " + TypeText.Maybe(header.Type) + " " + header.Name + " => " + Names.Http + "HeaderValue." + (header.Type.IsValueType ? "Value" : "Reference")
                + "(Headers, " + Literals.Text(header.WireName) + ", " + Names.Http + "HeaderForm." + header.Form + ", " + ReadText.Method(header.Type) + ");");
        }

        writer.Close();
    }

    private static string Signature(OperationModel operation, HeadersModel headers) =>
        Names.Task + "<" + headers.TypeName + "> " + headers.MethodName + "Async(" + OperationEmitter.Parameters(operation) + ")";
}
