using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes how bodies of answers are read, and the classes of operations whose successes have different bodies.</summary>
internal static class AnswersEmitter
{
    private static string Body(TypeRef type) => type.Kind switch
    {
        TypeKind.Octets => "apiResponse.Body",
        TypeKind.PlainText => "apiResponse.Text()",
        _ => Names.Json + "JsonAnswer.Read(apiResponse, " + ReadText.Method(type) + ")",
    };

    /// <summary>The result that <c>apiResponse</c> carries.</summary>
    public static string Result(OperationModel operation, TypeRef result) => result.Kind == TypeKind.Answers ? Read(operation) : Body(result);

    private static string Read(OperationModel operation)
    {
        var exact = new StringBuilder();
        var ranges = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var create = "new " + operation.Result!.Name + " { StatusCode = apiResponse.StatusCode";
        foreach (var answer in operation.Answers)
        {
            if (OperationEmitter.Pattern(answer.Status) is { } pattern && seen.Add(pattern))
                (pattern.Length == 3 ? exact : ranges).Append(pattern).Append(" => ").Append(create).Append(", ").Append(answer.Name).Append(" = ").Append(Body(answer.Type)).Append(" }, ");
        }

        return "apiResponse.StatusCode switch { " + exact + ranges + "_ => " + create + " } }";
    }

    public static void Declare(CodeWriter writer, OperationModel operation, string access)
    {
        if (operation.Answers.Count == 0)
            return;
        writer.Line();
        DocEmitter.Summary(writer, "A success of " + operation.Name + "Async: the body of its status.");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "sealed class " + operation.Result!.Name!.Substring(operation.Result.Name.LastIndexOf('.') + 1));
        DocEmitter.Summary(writer, "The status of the answer.");
        writer.Line("public required int StatusCode { get; init; }");
        foreach (var answer in operation.Answers)
        {
            writer.Line();
            DocEmitter.Summary(writer, "The body of status " + answer.Status + "; null where the answer has another status.");
            writer.Line("public " + TypeText.Maybe(answer.Type) + " " + answer.Name + " { get; init; }");
        }

        writer.Close();
    }
}
