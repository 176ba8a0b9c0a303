using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the method that reads a success as server-sent events.</summary>
internal static class EventStreamEmitter
{
    public static void Declare(CodeWriter writer, OperationModel operation, EventStreamModel stream)
    {
        if (!stream.IsAll)
            writer.Line();
        if (stream.IsAll)
            DocEmitter.Write(writer, operation.Docs, operation.Method.ToUpperInvariant() + " " + operation.Path);
        else
            DocEmitter.Summary(writer, operation.Name + "Async, answered with events as they happen. What makes the provider send events, such as a property of the body, is for the caller to set.");
        OperationEmitter.ParameterDocs(writer, operation);
        DocEmitter.Returns(writer, "The events as they arrive. The request is sent, and the connection held, while they are enumerated.");
        OperationEmitter.Notes(writer, operation);
        writer.Line(Signature(operation, stream, "") + ";");
    }

    public static void Implement(CodeWriter writer, OperationModel operation, EventStreamModel stream, string description)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Open("public async " + Signature(operation, stream, "[global::System.Runtime.CompilerServices.EnumeratorCancellation] "));
        RequestEmitter.Write(writer, operation, description, "text/event-stream");
        writer.Line("await using var apiAnswer = " + OperationEmitter.Open(operation) + ";");
        var read = stream.Item.Kind == TypeKind.Text ? "" : ReadText.Method(stream.Item) + ", ";
        // Generated files have no using directives, so the extension method is called by its name.
        writer.Open("await foreach (var apiEvent in global::System.Threading.Tasks.TaskAsyncEnumerableExtensions.ConfigureAwait(" + Names.Http + "ServerSentEvents.ReadAsync(apiAnswer, " + read
            + "cancellationToken), false))");
        writer.Line("yield return apiEvent;").Close().Close();
    }

    private static string Signature(OperationModel operation, EventStreamModel stream, string tokenAttribute) =>
        "global::System.Collections.Generic.IAsyncEnumerable<" + Names.Http + "ServerSentEvent<" + TypeText.Of(stream.Item) + ">> " + stream.MethodName + "Async("
        + OperationEmitter.Parameters(operation, tokenAttribute) + ")";
}
