using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the method that reads all pages of a list operation.</summary>
internal static class PagingEmitter
{
    public static void Declare(CodeWriter writer, OperationModel operation, PagingModel paging)
    {
        writer.Line();
        DocEmitter.Summary(writer, "All items of " + operation.Name + "Async, page after page, from the given position on. Each page is one request, made when the items before are used up.");
        OperationEmitter.ParameterDocs(writer, operation);
        DocEmitter.Returns(writer, "The items in the provider's order.");
        writer.Line("/// <exception cref=\"" + Names.Http + "ApiException\">A page could not be read; the items before it have been given out.</exception>");
        if (operation.Docs.Deprecated)
            writer.Line("[global::System.Obsolete(\"The specification marks it as deprecated.\")]");
        writer.Line(Signature(operation, paging, "") + ";");
    }

    public static void Implement(CodeWriter writer, OperationModel operation, PagingModel paging)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Open("public async " + Signature(operation, paging, "[global::System.Runtime.CompilerServices.EnumeratorCancellation] "));
        var position = Position(operation, paging);
        writer.Line("var position = " + position.Name + (paging.Style == PagingStyle.Offset && !position.Required ? " ?? 0;" : ";"));
        writer.Open("while (true)");
        writer.Line("var page = await " + operation.Name + "Async(" + OperationEmitter.Arguments(operation, paging.PositionParameter, "position") + ").ConfigureAwait(false);");
        switch (paging.Style)
        {
            case PagingStyle.Cursor:
                Cursor(writer, paging, position);
                break;
            case PagingStyle.Token:
                Token(writer, paging, position);
                break;
            default:
                Offset(writer, paging);
                break;
        }

        writer.Close().Close();
    }

    private static void Cursor(CodeWriter writer, PagingModel paging, ParameterModel position)
    {
        writer.Line(TypeText.Maybe(paging.Item) + " last = null;");
        writer.Open("foreach (var item in page" + paging.Items + " ?? [])");
        writer.Line("yield return item;").Line("last = item;").Close().Line();
        writer.Line("if (last is null" + (paging.More is null ? "" : " || page" + paging.More + " is not true") + ")").Indent().Line("yield break;").Outdent();
        Advance(writer, "last" + paging.Next, position);
    }

    private static void Token(CodeWriter writer, PagingModel paging, ParameterModel position)
    {
        writer.Open("foreach (var item in page" + paging.Items + " ?? [])");
        writer.Line("yield return item;").Close().Line();
        Advance(writer, "page" + paging.Next, position);
    }

    // A server that gives the same position again would be asked forever.
    private static void Advance(CodeWriter writer, string next, ParameterModel position)
    {
        writer.Line("var next = " + next + ";");
        writer.Line("if (next is null" + (position.Type.Kind == TypeKind.Text ? " or \"\"" : "") + " || next == position)").Indent().Line("yield break;").Outdent();
        writer.Line("position = next" + (position is { Required: true, Type.IsValueType: true } ? ".Value;" : ";"));
    }

    private static void Offset(CodeWriter writer, PagingModel paging)
    {
        writer.Line("var count = 0;");
        writer.Open("foreach (var item in page" + paging.Items + " ?? [])");
        writer.Line("yield return item;").Line("count++;").Close().Line();
        writer.Line("if (count == 0" + (paging.LimitParameter is null ? "" : " || count < " + paging.LimitParameter) + ")").Indent().Line("yield break;").Outdent();
        writer.Line("position += count;");
    }

    private static ParameterModel Position(OperationModel operation, PagingModel paging)
    {
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.Name == paging.PositionParameter)
                return parameter;
        }

        throw new InvalidOperationException("paging was read against these parameters");
    }

    private static string Signature(OperationModel operation, PagingModel paging, string tokenAttribute) =>
        "global::System.Collections.Generic.IAsyncEnumerable<" + TypeText.Of(paging.Item) + "> " + paging.MethodName + "Async("
        + OperationEmitter.Parameters(operation, tokenAttribute) + ")";
}
